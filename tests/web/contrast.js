() => {
  const parse = (c) => { const m = c.match(/[\d.]+/g).map(Number); return [m[0], m[1], m[2], m[3] ?? 1]; };
  const over = (a, b) => [0, 1, 2].map((i) => a[i] * a[3] + b[i] * (1 - a[3])).concat(1);
  const light = (c) => { const f = (v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
    return 0.2126 * f(c[0]) + 0.7152 * f(c[1]) + 0.0722 * f(c[2]); };
  const out = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !e.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (e.closest('#announced, script, style')) continue;
    const behind = []; let faded = 1;
    for (let p = e; p; p = p.parentElement) { behind.push(parse(getComputedStyle(p).backgroundColor)); faded *= getComputedStyle(p).opacity; }
    const ground = behind.reverse().reduce((under, c) => over(c, under), [255, 255, 255, 1]);
    const style = getComputedStyle(e); const ink = parse(style.color); ink[3] *= faded;
    const [a, b] = [light(over(ink, ground)), light(ground)].sort((x, y) => y - x);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < (large ? 3 : 4.5)) out.push(`${ratio.toFixed(2)} ${e.className} ${walker.currentNode.data.trim().slice(0, 40)}`);
  }
  return [...new Set(out)];
}
