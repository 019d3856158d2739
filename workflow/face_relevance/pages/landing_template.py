"""The form of the landing page. It is code, so that a change of it writes the page anew."""

STYLE = """\
.landing {
  --ink: #222; --muted: #5f6368; --line: #dadce0; --paper: #fff; --card: #fff;
  --accent: #14507f; --failed: #b3001b; --failed-paper: #fdf1f0; --badge: #e8eef4;
  font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 96rem; margin: 0 auto; padding: 1rem; text-align: left;
}
html.alone, html.alone body { margin: 0; background: #fff; }
.prose:has(.landing) { max-width: none; }
@media (prefers-color-scheme: dark) {
  html.alone, html.alone body { background: #1b1c1e; }
  html.alone .landing {
    --ink: #e8e8e8; --muted: #a5a5a5; --line: #44474a; --paper: #1b1c1e; --card: #232527;
    --accent: #8ab4f8; --failed: #ff9a8d; --failed-paper: #33201f; --badge: #2d3640;
  }
}
.landing h1 { font-size: 1.9rem; line-height: 1.2; margin: .5rem 0; color: var(--ink); }
.landing h2 { font-size: 1.2rem; line-height: 1.3; margin: 0 0 .6rem; color: var(--ink); }
.landing p { margin: .5rem 0; max-width: 75ch; }
.landing a { color: var(--accent); }
.landing a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.landing .badge {
  display: inline-block; background: var(--badge); border-radius: 1rem; padding: .1rem .8rem;
  font-size: .85rem; font-weight: 600;
}
.landing .asked { font-size: 1.15rem; font-weight: 600; }
.landing .reading { color: var(--muted); font-size: .9rem; }
.landing nav a { display: inline-block; margin: .2rem 1rem .2rem 0; padding: .2rem 0; }
.landing .stamp {
  border: 3px double var(--failed); background: var(--failed-paper); color: var(--failed);
  padding: .5rem 1rem; margin: 1rem 0; border-radius: .3rem;
}
.landing .stamp summary { font-weight: 700; cursor: pointer; }
.landing .stamp ul { margin: .3rem 0 0; padding-left: 1.2rem; }
.landing .answers {
  display: grid; gap: 1.2rem; margin: 1.2rem 0;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 27rem), 1fr));
}
.landing section {
  border: 1px solid var(--line); border-radius: .5rem; background: var(--card); padding: 1rem;
  min-width: 0;
}
.landing section a { display: block; }
.landing section img {
  display: block; width: 100%; height: 15rem; object-fit: contain; background: #fff; margin: 0;
  border-radius: .3rem;
}
.landing small { color: var(--muted); white-space: nowrap; font-size: .85em; }
.landing .others { font-size: .9rem; overflow-wrap: anywhere; }
.landing .others a { margin-right: .8rem; white-space: nowrap; }
@media (max-width: 30rem) {
  .landing { padding: .7rem; }
  .landing h1 { font-size: 1.5rem; }
  .landing section img { height: auto; max-height: 24rem; }
}
"""

# In the report of Snakemake `app` shows what `results` holds; elsewhere the link leads to the file.
# Scripts do not run there, so that every link has its own.
_CLICK = (
    "if(typeof app==='undefined')return true;"
    "const path=this.dataset.path,result=results[path];if(!result)return true;"
    "app.setView({navbarMode:'resultinfo',resultPath:path,content:this.dataset.content,"
    "contentPath:result.data_uri});return false"
)

TEMPLATE = (
    """\
<!doctype html>
<html lang="en" class="alone">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ found.study.title }}</title>
</head>
<body>
<style>
{{ style | safe }}</style>
{% macro figure_link(name) %}
href="figures/{{ name }}.svg" data-path="{{ vectors[name] }}" data-content="img" """
    f'onclick="{_CLICK}"'
    """
{% endmacro %}
<article class="landing">
<header>
<h1>{{ found.study.title }}</h1>
{% if found.study.simulated %}
<span class="badge">simulated</span>
{% endif %}
{% for paragraph in found.design %}
<p class="{{ "asked" if loop.first else "reading" if loop.last else "design" }}">{{ paragraph }}</p>
{% endfor %}
<nav aria-label="Other pages of this study">
{% for words, path in links.items() %}
<a href="{{ path }}" data-path="{{ folder }}/{{ path }}" data-content="html" """
    f'onclick="{_CLICK}"'
    """>{{ words }}</a>
{% endfor %}
</nav>
</header>
{% if failed %}
<details class="stamp">
<summary>Artifact audit failed: {{ found.failed_audits | length }}
{{ "method" if found.failed_audits | length == 1 else "methods" }} of
{{ failed | join(", ") }}</summary>
<ul>
{% for network, failures in failed.items() %}
{% for failure in failures %}
<li>{{ network }}, {{ failure.method }}: {{ failure.audits | join(", ") }}</li>
{% endfor %}
{% endfor %}
</ul>
</details>
{% endif %}
<div class="answers">
{% for answer in found.answers %}
<section>
<h2>{{ answer.question }}</h2>
<a {{ figure_link(answer.figure) }}><img src="{{ thumbnails[answer.figure] }}"
alt="Figure {{ answer.figure | replace("_", " ") }}: {{ answer.question }}"></a>
<p>{{ answer.answer | quieten }}</p>
</section>
{% endfor %}
</div>
{% if others %}
<p class="others">Further figures:
{% for name in others %}
<a {{ figure_link(name) }}>{{ name | replace("_", " ") }}</a>
{% endfor %}
</p>
{% endif %}
</article>
</body>
</html>
"""
)
