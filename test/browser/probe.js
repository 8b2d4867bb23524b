/** What a page looks like, measured from within: read as text and run in the page, as `probe`. */
(() => {
  const isFiller = (text) => text.trim() === '';

  /** Text nodes with something to read, outside of what is never shown (styles, titles, the preheader). */
  function textNodes() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      if (isFiller(node.data) || element.closest('script, style, svg title, [style*="mso-hide"]')) continue;
      found.push({ node, element });
    }
    return found;
  }

  function boxes(node) {
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()].filter(({ width, height }) => width > 0 && height > 0);
  }

  const isShown = ({ node, element }) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    !element.closest('.vh, .skip') &&
    boxes(node).length > 0;

  const numbersIn = (texts) =>
    [...new Set(texts.flatMap((text) => text.match(/[<>]?\d[\d,.:]*(?:[%kM](?!\w))?/g) ?? []))]
      .map((number) => number.replace(/[,.:]$/, ''))
      .sort((a, b) => (a < b ? -1 : 1));

  /** In the document, whether shown or not. */
  const numbersWritten = () => numbersIn(textNodes().map(({ node }) => node.data));
  const numbersShown = () =>
    numbersIn(
      textNodes()
        .filter(isShown)
        .map(({ node }) => node.data),
    );

  /** How far the page goes beyond the screen, and texts that lie outside and cannot be scrolled to. */
  function overflow() {
    const width = document.documentElement.clientWidth;
    const outside = textNodes().filter((text) => {
      if (!isShown(text) || text.element.closest('.scroll')) return false;
      return boxes(text.node).some(({ left, right }) => left < -1 || right > width + 1);
    });
    return {
      beyond: Math.max(0, document.documentElement.scrollWidth - width),
      outside: outside.map(({ node }) => node.data.trim().slice(0, 60)),
    };
  }

  function colour(written) {
    const [, parts] = /^rgba?\(([^)]+)\)$/.exec(written) ?? [];
    if (parts === undefined) throw new Error(`Not a colour this probe reads: ${written}`);
    const [red, green, blue, alpha = 1] = parts.split(/[\s,/]+/).map(Number);
    return { rgb: [red, green, blue].map((part) => part / 255), alpha };
  }

  const over = (upper, lower) =>
    upper.rgb.map((part, index) => part * upper.alpha + lower[index] * (1 - upper.alpha));

  /** What lies under the text of an element, from the canvas up. */
  function ground(element) {
    const layers = [];
    for (let at = element; at !== null; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.opacity !== '1') throw new Error(`Opacity is not measured: ${at.tagName}`);
      if (style.backgroundImage !== 'none') throw new Error(`Images are not measured: ${at.tagName}`);
      const layer = colour(style.backgroundColor);
      layers.push(layer);
      if (layer.alpha === 1) break;
    }
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    return layers.reduceRight((lower, layer) => over(layer, lower), dark ? [0.07, 0.07, 0.07] : [1, 1, 1]);
  }

  /** CIE 1976 L*a*b* of sRGB, white point D65. */
  const WHITE = [0.9505, 1, 1.089];

  function toLab(rgb) {
    const [r, g, b] = rgb.map(linear);
    const [x, y, z] = [
      0.4124 * r + 0.3576 * g + 0.1805 * b,
      0.2126 * r + 0.7152 * g + 0.0722 * b,
      0.0193 * r + 0.1192 * g + 0.9505 * b,
    ].map((part, index) => {
      const t = part / WHITE[index];
      return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116;
    });
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
  }

  function toRgb([lightness, a, b]) {
    const fy = (lightness + 16) / 116;
    const [x, y, z] = [fy + a / 500, fy, fy - b / 200].map((t, index) => {
      const part = t ** 3 > 0.008856 ? t ** 3 : (t - 16 / 116) / 7.787;
      return part * WHITE[index];
    });
    return [
      3.2406 * x - 1.5372 * y - 0.4986 * z,
      -0.9689 * x + 1.8758 * y + 0.0415 * z,
      0.0557 * x - 0.204 * y + 1.057 * z,
    ].map((part) => {
      const curved = part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055;
      return Math.min(1, Math.max(0, curved));
    });
  }

  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);

  /** How clients turn a light mail dark without asking it. */
  const INVERSIONS = {
    none: (rgb) => rgb,
    /** `filter: invert(1) hue-rotate(180deg)`, by the matrices of Filter Effects. */
    filter: (rgb) => {
      const [r, g, b] = rgb.map((part) => 1 - part);
      return [
        -0.574 * r + 1.43 * g + 0.144 * b,
        0.426 * r + 0.43 * g + 0.144 * b,
        0.426 * r + 1.43 * g - 0.856 * b,
      ].map((part) => Math.min(1, Math.max(0, part)));
    },
    /** CIE lightness mirrored; hue and chroma stay. */
    lightness: (rgb) => {
      const [lightness, a, b] = toLab(rgb);
      return toRgb([100 - lightness, a, b]);
    },
  };

  function luminance(rgb) {
    const [r, g, b] = rgb.map(linear);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function ratio(one, other) {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  }

  /** Texts whose contrast (WCAG 2.2, 1.4.3) with their ground is below what is asked, and how many were measured. */
  function faint(least, inversion) {
    const invert = INVERSIONS[inversion];
    const shown = textNodes().filter(isShown);
    const found = shown.flatMap(({ node, element }) => {
      const below = ground(element);
      const ink = over(colour(getComputedStyle(element).color), below);
      const measured = ratio(invert(ink), invert(below));
      return measured >= least ? [] : [`${measured.toFixed(2)}: ${node.data.trim().slice(0, 60)}`];
    });
    return { measured: shown.length, found: [...new Set(found)] };
  }

  /** Elements with attributes, in order; of attributes that hold words only the name. */
  function skeleton() {
    const words = new Set(['aria-label', 'title', 'content', 'alt']);
    return [...document.querySelectorAll('*')].map(
      ({ tagName, attributes }) =>
        `${tagName} ${[...attributes].map(({ name, value }) => (words.has(name) ? name : `${name}=${value}`)).join(' ')}`,
    );
  }

  const pictures = () =>
    document.querySelectorAll('img, picture, video, object, embed, canvas, iframe').length;

  globalThis.probe = { numbersWritten, numbersShown, overflow, faint, skeleton, pictures };
})();
