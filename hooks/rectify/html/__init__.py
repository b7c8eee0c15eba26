"""What pages share: addresses, links, columns, charts, snippets, the style sheet, the renderer."""
