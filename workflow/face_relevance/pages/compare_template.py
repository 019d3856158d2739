"""The form of the page that compares two trees of results."""

TEMPLATE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ names[0] }} and {{ names[1] }}</title>
<style>
{{ style }}
img { max-width: 100%; height: auto; background: #fff; }
td.number { text-align: right; white-space: nowrap; }
</style>
</head>
<body>
<h1>What changed from {{ names[0] }} to {{ names[1] }}</h1>
<p>{{ "{:,}".format(compared) }} estimates are in both. {{ "{:,}".format(equal) }} are equal to the
last digit. Of {{ "{:,}".format(apart) }} the 95&nbsp;% intervals exclude each other. Intervals that
overlap do not show that two results are the same; and of very many comparisons some fall apart by
chance. Trees that share seeds or images are not independent of each other.</p>

{% if picture %}
<img src="data:image/png;base64,{{ picture }}"
  alt="Accuracies of {{ names[0] }} and {{ names[1] }}, drawn over each other">
{% endif %}

<h2>Configuration</h2>
{% if keys is none %}
<p>Not known: one of the trees has no config.yaml.</p>
{% elif keys %}
<div class="wide"><table>
<caption>Keys that differ</caption>
<tr><th>key</th><th>{{ names[0] }}</th><th>{{ names[1] }}</th></tr>
{% for key, one, other in keys %}
<tr><th>{{ key }}</th><td>{{ one }}</td><td>{{ other }}</td></tr>
{% endfor %}
</table></div>
{% else %}
<p>No key differs.</p>
{% endif %}

<h2>Estimates</h2>
<div class="wide"><table>
<caption>By table: estimates in both, and those whose intervals exclude each other</caption>
<tr><th>table</th><th>in both</th><th>apart</th></tr>
{% for table, size, apart in counts %}
<tr><th>{{ table }}</th><td class="number">{{ size }}</td>
<td class="number{{ " fail" if apart }}">{{ apart }}</td></tr>
{% endfor %}
</table></div>

{% if rows %}
<div class="wide"><table>
<caption>Estimates that differ, those apart first, then by the size of the difference
{%- if hidden %}; {{ "{:,}".format(hidden) }} further rows are in changes.parquet{% endif %}
</caption>
<tr><th>table</th><th>of</th><th>estimate</th><th>{{ names[0] }}</th><th>{{ names[1] }}</th>
<th>difference</th></tr>
{% for row in rows %}
<tr><td>{{ row.table }}</td><td>{{ row.row }}</td><td>{{ row.estimate }}</td>
<td class="number">{{ "%.3g" | format(row.one) }}
<small>{{ "%.3g" | format(row.one_low) }} to {{ "%.3g" | format(row.one_high) }}</small></td>
<td class="number">{{ "%.3g" | format(row.other) }}
<small>{{ "%.3g" | format(row.other_low) }} to {{ "%.3g" | format(row.other_high) }}</small></td>
<td class="number{{ " fail" if row.apart }}">{{ "%+.3g" | format(row.difference) }}</td></tr>
{% endfor %}
</table></div>
{% endif %}

<h2>In one alone</h2>
{% for (table, side), what in alone.items() %}
<details><summary><b>{{ table }}</b>, {{ names[0] if side == "one" else names[1] }}:
{{ "the whole table" if what == [""] else "%d estimates" | format(what | length) }}</summary>
{% if what != [""] %}
<ul>
{% for text in what[:50] %}
<li>{{ text }}</li>
{% endfor %}
{% if what | length > 50 %}
<li>and {{ what | length - 50 }} more, in alone.parquet</li>
{% endif %}
</ul>
{% endif %}
</details>
{% else %}
<p>Nothing.</p>
{% endfor %}
</body>
</html>
"""
