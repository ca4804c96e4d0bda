"""From text to statements: the only package that knows lark."""
