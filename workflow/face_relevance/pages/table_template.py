"""The form of the page of a table: it sorts and searches by itself, without any further file."""

from face_relevance.pages.guidance_template import STYLE as PAGE_STYLE

STYLE = (
    PAGE_STYLE
    + """\
body { max-width: none; }
p { max-width: 62rem; }
input { font: inherit; width: 20rem; max-width: 100%; color: inherit; background: var(--paper);
  border: 1px solid var(--muted); border-radius: .25rem; padding: .2rem .5rem; }
.wide { max-height: 75vh; overflow: auto; border: 1px solid var(--line); }
table { margin: 0; border-collapse: separate; border-spacing: 0; }
th { position: sticky; top: 0; background: var(--paper); white-space: nowrap; z-index: 1; }
th button { all: unset; cursor: pointer; font-weight: bold; }
th button:focus-visible { outline: 2px solid; }
th small { display: block; font-weight: normal; color: var(--muted); }
td { white-space: nowrap; }
td.number { text-align: right; }
tbody tr:nth-child(even) { background: var(--none); }
"""
)

TEMPLATE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ table.title }} – {{ study_title }}</title>
<style>
{{ style | safe }}</style>
</head>
<body>
<h1>{{ table.title }}</h1>
<p>{{ study_title }}{% if simulated %} (simulated){% endif %}. {{ table.rows }}</p>
<p>Numbers have three digits here. <code>low</code> and <code>high</code> are the ends of 95&nbsp;%
intervals{% if over %}, over {{ over }}{% endif %}. All {{ "{:,}".format(total) }} rows with all
digits are in <code>{{ name }}.parquet</code>{% if shown < total %}; <strong>this page has the first
{{ "{:,}".format(shown) }}</strong>{% endif %}. A click on the name of a column sorts by it.</p>
<p><label>Rows with all of these words: <input type="search" id="words"></label>
<span id="count" role="status"></span></p>
<div class="wide" tabindex="0" role="region" aria-label="Table"><table>
<thead><tr>
{% for column in columns %}
<th scope="col"><button type="button">{{ column.name }}</button>{% if column.unit %}
<small>{{ column.unit }}</small>{% endif %}</th>
{% endfor %}
</tr></thead>
<tbody></tbody>
</table></div>
<noscript><p>The rows are shown by JavaScript, which this browser does not run.</p></noscript>
<script type="application/json" id="columns">{{ data | safe }}</script>
<script>
{{ script | safe }}</script>
</body>
</html>
"""

# Columns of names hold places in a list of names, so that a page stays light.
SCRIPT = """\
"use strict";
const columns = JSON.parse(document.getElementById("columns").textContent).map(
  ({ names, values }) => (names ? values.map((at) => (at === null ? null : names[at])) : values));
const heads = [...document.querySelectorAll("th")];
const words = document.getElementById("words");
const texts = columns[0].map((_, row) =>
  columns.map((column) => column[row] ?? "").join(" ").toLowerCase());
let order = texts.map((_, row) => row);

function compare(one, other) {
  if (typeof one === "number" && typeof other === "number") return one - other;
  return String(one).localeCompare(String(other), "en", { numeric: true });
}

// What is missing stays at the end, whichever way a column is sorted.
function sort(at) {
  const direction = heads[at].ariaSort === "ascending" ? "descending" : "ascending";
  const sign = direction === "ascending" ? 1 : -1;
  const column = columns[at];
  heads.forEach((head) => head.removeAttribute("aria-sort"));
  heads[at].ariaSort = direction;
  order = texts.map((_, row) => row).sort((one, other) =>
    (column[one] === null) - (column[other] === null)
    || sign * compare(column[one], column[other]) || one - other);
  show();
}

function write(value) {
  if (value === null) return "";
  return typeof value === "number" ? String(value).replace("-", "\\u2212") : String(value);
}

function show() {
  const wanted = words.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const rows = order.filter((row) => wanted.every((word) => texts[row].includes(word)));
  const body = document.createElement("tbody");
  for (const row of rows) {
    const line = body.insertRow();
    for (const column of columns) {
      const cell = line.insertCell();
      cell.textContent = write(column[row]);
      if (typeof column[row] === "number") cell.className = "number";
    }
  }
  document.querySelector("tbody").replaceWith(body);
  document.getElementById("count").textContent = `${rows.length} of ${texts.length} rows shown`;
}

heads.forEach((head, at) => head.querySelector("button").addEventListener("click", () => sort(at)));
words.addEventListener("input", show);
show();
"""
