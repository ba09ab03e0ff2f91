// The screens that the window covers, as in `www/styles/window/small-screens.css`.

export const isSmallScreen = () => matchMedia('(max-width: 639px), (max-height: 420px)').matches;
