"""What all pages of the service have in common: small, without scripts, and nothing from anywhere else."""

CSP = "default-src 'none'; style-src 'unsafe-inline'"
"""The policy under which a page is sent: its own styles, and nothing that it would load."""


def page(language: str, title: str, heading: str, body: str) -> str:
    """A whole HTML page; `body` is HTML, the other texts are plain and hold no markup."""
    return f"""<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>
  body {{ font: 1.125rem/1.6 system-ui, sans-serif; max-width: 32rem; margin: 4rem auto; padding: 0 1.5rem; }}
  h1 {{ font-size: 1.5rem; }}
</style>
<h1>{heading}</h1>
{body}
</html>
"""
