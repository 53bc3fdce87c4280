/** Where the app keeps its profile. */
export const scope = 'main'
