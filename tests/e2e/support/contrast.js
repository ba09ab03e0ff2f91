// Measures the contrast of colours as WCAG 2.2 defines it.

/** Defines `contrast` and `backgroundOf` as globals. Runs in the page: pass it to `page.addInitScript`. */
export function defineContrast() {
  // Mixed colours are `color(srgb 0.1 0.1 0.1 / 0.5)`.
  const channelsOf = (color) => {
    const scale = color.startsWith('color(') ? 255 : 1;
    return color.match(/[\d.]+/g).map((number, index) => Number(number) * (index < 3 ? scale : 1));
  };
  const luminance = (channels) => {
    const [red, green, blue] = channels
      .slice(0, 3)
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  /** The contrast of a colour in CSS with a background from `backgroundOf`. */
  window.contrast = (color, background) => {
    const [dark, light] = [luminance(channelsOf(color)), luminance(background)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  /** Red, green and blue behind the text of an element, each from 0 to 255. */
  window.backgroundOf = (element) => {
    if (!element) return [255, 255, 255];
    const [red, green, blue, opacity = 1] = channelsOf(getComputedStyle(element).backgroundColor);
    if (opacity === 1) return [red, green, blue];
    const behind = window.backgroundOf(element.parentElement);
    return [red, green, blue].map((value, index) => value * opacity + behind[index] * (1 - opacity));
  };
}
