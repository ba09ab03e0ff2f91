// The screens that the window covers.

export const isSmallScreen = () => matchMedia(ASSETS.smallScreenQuery).matches;
