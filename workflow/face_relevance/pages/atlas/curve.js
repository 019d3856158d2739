"use strict";
/* The curve of decisions over kept pixels, as SVG. */

const HEIGHT = 230;
const EDGE = { left: 40, right: 14, top: 8, bottom: 40 };
const KEPT_TICKS = [0, 0.05, 0.2, 0.5, 1];
const MEASURES = { probability: "probability of its decision", agreement: "same decision" };

function shape(tag, attributes, text = "") {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  element.textContent = text;
  return element;
}

/* Draw the curves of both models; `choose` is called with the step that was clicked. */
function drawCurve(node, study, view, step, measure, choose) {
  const width = Math.max(node.clientWidth, 240);
  // Square root, as in the figures: a decision changes over the first few pixels.
  const x = (fraction) => EDGE.left + Math.sqrt(fraction) * (width - EDGE.left - EDGE.right);
  const y = (value) => EDGE.top + (1 - value) * (HEIGHT - EDGE.top - EDGE.bottom);
  const svg = shape("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, role: "img" });
  svg.setAttribute("aria-label", describeCurve(study, view, step, measure));
  for (const value of [0, 0.25, 0.5, 0.75, 1]) {
    svg.append(
      shape("line", { class: "grid", x1: x(0), x2: x(1), y1: y(value), y2: y(value) }),
      shape("text", { x: EDGE.left - 10, y: y(value) + 4, "text-anchor": "end" }, String(value)),
    );
  }
  for (const tick of KEPT_TICKS) {
    svg.append(
      shape("line", { class: "axis", x1: x(tick), x2: x(tick), y1: y(0), y2: y(0) + 4 }),
      shape("text", { x: x(tick), y: y(0) + 18, "text-anchor": "middle" }, String(100 * tick)),
    );
  }
  svg.append(
    shape("text", { x: (x(0) + x(1)) / 2, y: HEIGHT - 4, "text-anchor": "middle" },
      "kept pixels (%, square-root scale)"),
    shape("line", { class: "here", x1: x(study.fractions[step]), x2: x(study.fractions[step]),
      y1: y(1) - 4, y2: y(0) }),
  );
  const join = (points) => points.map((point) => point.join(" ")).join(" L ");
  for (const letter of ["a", "b"]) {
    const mean = view[letter].facts?.curve?.[measure];
    if (mean) {
      const along = (list) => study.fractions.map((f, i) => [x(f), y(list[i])]);
      const rim = [...along(mean.high), ...along(mean.low).reverse()];
      svg.append(
        shape("path", { class: `band ${letter}`, d: `M ${join(rim)} Z` }),
        shape("path", { class: `mean ${letter}`, d: `M ${join(along(mean.value))}` }),
      );
    }
  }
  for (const letter of ["a", "b"]) {
    const one = view[letter].here?.curve;
    study.fractions.forEach((fraction, i) => {
      if (one) {
        const same = one.agreement[i] ? " same" : "";
        const big = i === step ? 5.5 : 3.5;
        svg.append(shape("circle", { class: `dot ${letter}${same}`, r: big,
          cx: x(fraction) + (letter === "a" ? -2 : 2), cy: y(one[measure][i]) }));
      }
    });
  }
  const follow = (event) => {
    if (event.type === "pointerdown") {
      node.setPointerCapture(event.pointerId); // the picture is drawn anew under the pointer
    }
    if (event.buttons) {
      const box = node.getBoundingClientRect();
      const across = ((event.clientX - box.left) * width) / box.width - EDGE.left;
      const root = Math.min(Math.max(across / (width - EDGE.left - EDGE.right), 0), 1);
      const gaps = study.fractions.map((fraction) => Math.abs(Math.sqrt(fraction) - root));
      choose(gaps.indexOf(Math.min(...gaps)));
    }
  };
  node.onpointerdown = node.onpointermove = follow;
  node.replaceChildren(svg);
}

/* Both models at the kept fraction that is chosen: means with intervals, and this image. */
function readCurve(view, step, measure) {
  return ["a", "b"].map((letter) => {
    const { facts, here } = view[letter];
    const mean = facts?.curve?.[measure];
    return {
      letter: letter.toUpperCase(),
      mean: mean ? withInterval(
        { value: mean.value[step], low: mean.low[step], high: mean.high[step] }) : "–",
      one: !here?.curve ? "–" : measure === "agreement"
        ? (here.curve.agreement[step] ? "the same" : "another")
        : here.curve.probability[step].toFixed(2),
    };
  });
}

function describeCurve(study, view, step, measure) {
  const said = readCurve(view, step, measure)
    .map(({ letter, mean, one }) => `${letter}: mean ${mean}, this image ${one}`);
  return `${MEASURES[measure]} with ${percent(study.fractions[step])} of the pixels. ${
    said.join("; ")}`;
}

function writeCurveValues(table, study, view, step, measure) {
  const row = (cell, ...texts) =>
    make("tr", "", ...texts.map((text) => make(cell, "", text)));
  table.replaceChildren(
    row("th", `with ${percent(study.fractions[step])}`, "mean, 95 % interval", "this image"),
    ...readCurve(view, step, measure).map(({ letter, mean, one }) =>
      row("td", make("span", "letter", letter), mean, one)),
  );
}

/* What the marks are, and whose pixels were kept. */
function explainCurve(study, view, method) {
  const facts = view.a.facts?.curve ?? view.b.facts?.curve;
  if (!facts) {
    return "";
  }
  const masks = study.methods.find((known) => known.masks)?.name;
  const other = method === masks ? ""
    : ` Models were shown what maps of ${masks} keep, not those of ${method}.`;
  return `Line: mean over ${facts.images} images, A solid, B dashed; band: 95 % interval over `
    + `${facts.over}. Dots: this image; filled where the decision is the same as on the whole `
    + `image.${other}`;
}
