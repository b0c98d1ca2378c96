"""Pages for a browser: the only rooms that know Streamlit."""
