"use strict";
/* What stands beside the pictures in words, numbers and bars. */

const percent = (share) => {
  const value = 100 * share;
  return `${value > 0 && value < 1 ? value.toFixed(1) : value.toFixed(0)}\u00a0%`;
};
const withInterval = ({ value, low, high }) =>
  `${value.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
const signed = (value) => (value < 0 ? "−" : "+") + Math.abs(value).toFixed(2);
const nameModel = ({ pretraining, task, seed }) => `${pretraining} · ${task} · seed ${seed}`;

const DENSEST = 3; // twofold steps from even relevance to either end of the scale

/* An element with text and children. */
function make(tag, className, ...children) {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...children);
  return element;
}

/* What a model decides about the image, and how good it is in general. */
function writeDecision(node, accuracy, side) {
  node.replaceChildren();
  if (side.here) {
    const { decision, truth, correct, target } = side.here;
    node.append(decision, " ", correct ? "✓" : make("span", "wrong-mark", `✗ is ${truth}`));
    if (target !== decision) {
      node.append(make("span", "quiet", ` explained: ${target}`));
    }
  } else if (!side.explains) {
    node.append(`Models of ${side.model.task} are not asked about this image.`);
  } else if (side.facts) {
    node.append("The atlas has no facts of this model about this image.");
  }
  const known = side.facts?.accuracy;
  accuracy.textContent = known
    ? `accuracy ${withInterval(known)}, chance ${known.chance.toFixed(2)}` : "";
}

/* The most probable classes as bars. */
function drawClasses(node, side) {
  node.replaceChildren();
  for (const [place, [name, probability]] of (side.here?.top ?? []).entries()) {
    const fill = make("b", "");
    fill.style.width = percent(probability);
    const right = name === side.here.truth;
    const bar = make(
      "div", `bar${place ? "" : " first"}${right ? " truth" : ""}`,
      make("span", "", name + (right ? " ✓" : "")),
      make("span", "", probability.toFixed(2)), make("i", "", fill),
    );
    bar.title = right ? `${name}, the true class` : name;
    node.append(bar);
  }
}

/* How alike two maps are. */
function writeCorrelation(node, a, b) {
  node.replaceChildren();
  if (a.map && b.map) {
    const r = correlate(a.map.values, b.map.values);
    const text = Number.isNaN(r) ? "not defined" : signed(r).replace("+", "");
    node.append("Correlation ", make("strong", "", text), document.createElement("br"),
      make("span", "quiet", "Pearson’s, over the pixels of the two maps"));
  }
}

/* How many of the kept pixels two models share. */
function writeShared(node, study, a, b, step) {
  node.replaceChildren();
  if (!a.map || !b.map) {
    return;
  }
  const counts = countKept(a.map.steps, b.map.steps, step);
  const share = counts.a ? percent(counts.both / counts.a) : "–";
  for (const [name, value] of [
    ["A’s pixels that B keeps", share], ["by chance", percent(study.fractions[step])],
  ]) {
    node.append(make("div", "", make("span", "", name), make("strong", "", value)));
  }
}

/* Density of relevance on the parts of the face, as in the figure `regions`, and its shares. */
function drawParts(node, study, chosen, image, a, b) {
  const shares = { a: a.here?.shares?.[chosen.method], b: b.here?.shares?.[chosen.method] };
  const place = (density) => {
    const twofold = Math.log2(Math.max(density, 1e-9)) / DENSEST; // from -1 to 1
    return `${50 + 50 * Math.min(Math.max(twofold, -1), 1)}%`;
  };
  const table = make("div", "parts");
  study.parts.forEach((part, number) => {
    const track = make("div", "track");
    const text = [];
    for (const side of ["a", "b"]) {
      const share = shares[side]?.[number];
      text.push(share === undefined ? "–" : percent(share));
      if (share !== undefined && image.covered?.[number] > 0) {
        const dot = make("i", side);
        dot.style.left = place(share / image.covered[number]);
        track.append(dot);
      }
    }
    table.append(make("span", "", part), track, make("span", "number", text.join(" · ")));
  });
  const scale = make("div", "track scale-of-parts");
  for (const [density, words] of [[1 / 8, "×⅛"], [1, "×1"], [8, "×8"]]) {
    const tick = make("u", "", words);
    tick.style.left = place(density);
    scale.append(tick);
  }
  table.append(make("span", ""), scale, make("span", ""));
  node.replaceChildren(table);
}

/* The same point in all pictures, in numbers. */
function writeReadout(node, study, view, pixel) {
  if (pixel === null) {
    node.textContent = "Point at a picture to read its values.";
    return;
  }
  const { width } = study.size;
  const rows = [["column, row", `${(pixel % width) + 1}, ${Math.floor(pixel / width) + 1}`]];
  for (const letter of ["a", "b"]) {
    const { map } = view[letter];
    if (map) {
      const from = percent(study.fractions[map.steps[pixel]]);
      rows.push([letter.toUpperCase(), `${signed(map.values[pixel])}, kept from ${from}`]);
    }
  }
  if (view.a.map && view.b.map) {
    rows.push(["A − B", signed(view.a.map.values[pixel] - view.b.map.values[pixel])]);
  }
  const table = make("table", "");
  for (const [name, value] of rows) {
    table.append(make("tr", "", make("td", "", name), make("td", "", value)));
  }
  node.replaceChildren(table);
}
