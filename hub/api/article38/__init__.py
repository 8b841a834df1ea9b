"""The doors of contract files under Article 38: acts told, files and assessments read."""
