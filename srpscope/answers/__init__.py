"""What is computed for a person, once, whoever asks: the diagnosis of a session, credentials, suites, triage, what a
log line means, what works on this machine. An answer is an object; report/ makes text of it, cli/ and tui/ show it."""
