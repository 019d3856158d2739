"""The form of the page of guidance. It is code, so that a change of it writes the page anew."""

STYLE = """\
:root {
  --ink: #222; --muted: #666; --line: #ddd; --paper: #fff;
  --pass: #dcefe0; --warn: #fdf0c8; --fail: #f6d3cf; --none: #f2f2f2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e8e8e8; --muted: #a5a5a5; --line: #444; --paper: #1b1c1e;
    --pass: #1f4129; --warn: #4d4212; --fail: #5b2521; --none: #2a2b2d;
  }
  a { color: #8ab4f8; }
}
body {
  font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 62rem; margin: 2rem auto; padding: 0 1rem;
}
h1 { line-height: 1.2; }
h2 { margin-top: 3rem; border-bottom: 2px solid var(--line); }
h3 { margin-bottom: .3rem; }
.wide { overflow-x: auto; }
table {
  border-collapse: collapse; margin: .5rem 0 1rem;
  font-size: .8rem; font-variant-numeric: tabular-nums;
}
caption { text-align: left; padding-bottom: .3rem; color: var(--muted); font-size: .85rem; }
th, td {
  border: 1px solid var(--line); padding: .25rem .5rem; text-align: left; vertical-align: top;
}
td small { color: var(--muted); white-space: nowrap; display: block; }
td.pass { background: var(--pass); }
td.warn { background: var(--warn); }
td.fail { background: var(--fail); }
td.none { background: var(--none); color: var(--muted); }
li { margin: .3rem 0; }
nav a { margin-right: 1rem; }
"""

TEMPLATE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Guidance: artifacts of relevance maps</title>
<style>
{{ style }}</style>
</head>
<body>
<h1>Which artifacts to expect, what helps, and what it costs</h1>
<p>Written from the results of {{ studies | map(attribute="title") | join(", ") }}. Numbers are
means with 95&nbsp;% intervals over seeds and images. Without an artifact they are 0, but for
border, which is 1 then. ✓ passes: the whole interval is nearer to that than the first threshold.
✗ fails: the whole interval is beyond the second one. ! lies between, or cannot be told. What was
not measured is not here.</p>
<nav>
{% for network in networks %}
<a href="#{{ network.name }}">{{ network.title }}</a>
{% endfor %}
</nav>

<div class="wide"><table>
<caption>Methods that pass / warn / fail, over all studies of this page</caption>
<tr><th>architecture</th>
{% for audit in audits %}<th>{{ audit }}</th>{% endfor %}
</tr>
{% for network in networks %}
<tr><th>{{ network.title }}</th>
{% for audit in audits %}
{% set count = network.counts.get(audit) %}
{% if count %}
<td class="{{ count.worst }}">{{ count.numbers | join(" / ") }}</td>
{% else %}
<td class="none">–</td>
{% endif %}
{% endfor %}
</tr>
{% endfor %}
</table></div>

<h3>What the audits ask</h3>
<ul>
{% for audit in audits %}
<li><b>{{ audit }}</b>: {{ meanings[audit] }}</li>
{% endfor %}
</ul>

{% for network in networks %}
<h2 id="{{ network.name }}">{{ network.title }}</h2>
{% for part in network.parts %}
<h3>{{ part.study.title }}{% if part.study.simulated %} (simulated){% endif %}</h3>
<div class="wide"><table>
<caption>{{ part.models }} models; rows are methods of explanation</caption>
<tr><th>method</th>
{% for audit in part.audits %}<th>{{ audit }}</th>{% endfor %}
</tr>
{% for method, cells in part.rows %}
<tr><th>{{ method }}</th>
{% for cell in cells %}
{% if cell.verdict == "none" %}
<td class="none">–</td>
{% else %}
<td class="{{ cell.verdict }}">{{ cell.text }}<small>{{ cell.interval }}</small></td>
{% endif %}
{% endfor %}
</tr>
{% endfor %}
</table></div>
{% for looks in part.looks %}
<div class="wide"><table>
<caption>{{ looks.caption }}</caption>
<tr>{% for name in looks.header %}<th>{{ name }}</th>{% endfor %}</tr>
{% for row in looks.rows %}
<tr><th>{{ row[0] }}</th>{% for text in row[1:] %}<td>{{ text }}</td>{% endfor %}</tr>
{% endfor %}
</table></div>
<p>{{ looks.conclusion }}</p>
{% endfor %}
{% if part.help is not none %}
<p><b>What helps</b>, and what it costs:</p>
<ul>
{% for audit, sentences in part.help.items() %}
<li><b>{{ audit }}</b>: {{ sentences | join("; ") }}.</li>
{% endfor %}
{% for audit in part.unhelped %}
<li><b>{{ audit }}</b>: no remedy was seen to lessen it.</li>
{% endfor %}
</ul>
{% endif %}
{% endfor %}
{% endfor %}
</body>
</html>
"""
