"use strict";
/* Pictures of maps: relevance over a face, kept pixels, and how two models differ.

The look is that of the figures (face_relevance/figures/maps.py). */

const POSITIVE = [[255, 154, 92], [228, 87, 46], [158, 11, 18]];
const NEGATIVE = [[56, 160, 255], [22, 104, 208], [10, 63, 156]];
const MORE_A = [[166, 219, 160], [90, 174, 97], [27, 120, 55]];
const MORE_B = [[194, 165, 207], [153, 112, 171], [118, 42, 131]];
const STRONGEST = 0.9; // opacity of the largest relevance: the face stays visible under it
const SCALE_PAPER = 191; // light grey of a face, under the scale

/* Grey version of a pixel of a face, never black or white, so that a tint shows on it. */
function greyPaper(face, pixel) {
  const at = 4 * pixel;
  return 51 + 0.75 * (0.2126 * face[at] + 0.7152 * face[at + 1] + 0.0722 * face[at + 2]);
}

/* Colour on a scale of three, for a strength from 0 to 1. */
function pickColour(colours, strength, channel) {
  const low = strength < 0.5 ? 0 : 1;
  const part = 2 * strength - low;
  return (1 - part) * colours[low][channel] + part * colours[low + 1][channel];
}

/* Tint a background by a value from -1 to 1; zero leaves it as it is. */
function tint(paper, value, [negative, positive], channel, opacity = 1) {
  const strength = Math.min(Math.abs(value), 1);
  const share = opacity * STRONGEST * Math.cbrt(strength * strength);
  const colours = value < 0 ? negative : positive;
  return (1 - share) * paper + share * pickColour(colours, strength, channel);
}

/* Fill a canvas with the colours that a function gives for each pixel and channel. */
function paint(canvas, study, colour) {
  const { height, width } = study.size;
  canvas.width = width;
  canvas.height = height;
  if (!colour) {
    return;
  }
  const picture = new ImageData(width, height);
  for (let pixel = 0; pixel < height * width; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      picture.data[4 * pixel + channel] = colour(pixel, channel);
    }
    picture.data[4 * pixel + 3] = 255;
  }
  canvas.getContext("2d").putImageData(picture, 0, 0);
}

/* Relevance over the grey face; with less opacity the face itself comes through. */
function overlay(face, values, opacity, colours = [NEGATIVE, POSITIVE]) {
  return (pixel, channel) => {
    const paper = (1 - opacity) * face[4 * pixel + channel] + opacity * greyPaper(face, pixel);
    return tint(paper, values[pixel], colours, channel, opacity);
  };
}

/* What a model sees when it is shown only the first pixels; stripes where no one colour fills. */
function keepPixels(face, steps, step, study) {
  const { width } = study.size;
  const stripe = (pixel) => ((pixel % width) + Math.floor(pixel / width)) % 6 < 3 ? 150 : 172;
  const fill = study.fill.colour;
  return (pixel, channel) => steps[pixel] <= step
    ? face[4 * pixel + channel]
    : fill ? fill[channel] : stripe(pixel);
}

/* Which pixels two models keep, over the face. */
function overlapPixels(face, first, second, step) {
  const only = [MORE_A[2], MORE_B[2]];
  return (pixel, channel) => {
    const a = first[pixel] <= step;
    const b = second[pixel] <= step;
    const grey = greyPaper(face, pixel);
    if (a === b) {
      return a ? 0.2 * grey + 200 : 0.5 * grey + 50;
    }
    return 0.3 * grey + 0.7 * only[a ? 0 : 1][channel];
  };
}

/* Difference of two maps, each on its own scale. */
function subtract(first, second) {
  return first.map((value, pixel) => value - second[pixel]);
}

/* Pearson's correlation over pixels; NaN where a map is constant. */
function correlate(first, second) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(first), mean(second)];
  let [ab, aa, bb] = [0, 0, 0];
  first.forEach((value, pixel) => {
    const [a, b] = [value - meanA, second[pixel] - meanB];
    ab += a * b;
    aa += a * a;
    bb += b * b;
  });
  return ab / Math.sqrt(aa * bb);
}

/* How many pixels the first, the second and both keep. */
function countKept(first, second, step) {
  const counts = { a: 0, b: 0, both: 0 };
  first.forEach((rank, pixel) => {
    const [a, b] = [rank <= step, second[pixel] <= step];
    counts.a += a;
    counts.b += b;
    counts.both += a && b;
  });
  return counts;
}

/* The colour scale as a CSS gradient, as it looks on a light grey face. */
function scaleGradient() {
  const stops = [];
  for (let value = -1; value <= 1.001; value += 0.05) {
    const rgb = [0, 1, 2].map((channel) =>
      Math.round(tint(SCALE_PAPER, value, [NEGATIVE, POSITIVE], channel)));
    stops.push(`rgb(${rgb.join(" ")})`);
  }
  return `linear-gradient(to right, ${stops.join(", ")})`;
}
