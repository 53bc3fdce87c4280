// The look of what can be done at the end of the details: a line across, its words in line with all above.

export const detailsAction = '-mx-4 justify-start'
