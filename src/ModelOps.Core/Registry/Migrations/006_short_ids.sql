-- Short ids stay as they are: the first 8 characters of an id and, from the second row on that has these, a number (-2, -3, …).
-- short_number is that number; the first one's is 1.
ALTER TABLE models RENAME COLUMN short_length TO short_number;
UPDATE models SET short_number = CASE WHEN short_number <= 8 THEN 1 ELSE (
    SELECT count(*) FROM models AS other
    WHERE other.id >= substr(models.id, 1, 8) AND other.id < substr(models.id, 1, 8) || 'g' AND other.key <= models.key) END;
ALTER TABLE sessions RENAME COLUMN short_length TO short_number;
UPDATE sessions SET short_number = CASE WHEN short_number <= 8 THEN 1 ELSE (
    SELECT count(*) FROM sessions AS other
    WHERE other.id >= substr(sessions.id, 1, 8) AND other.id < substr(sessions.id, 1, 8) || 'g' AND other.key <= sessions.key) END;
