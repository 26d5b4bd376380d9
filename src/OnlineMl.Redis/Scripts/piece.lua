-- Puts a piece of a snapshot beside the model. A fail-over may have lost those before, and with them when they end.
-- KEYS: the new snapshot. ARGV: name of the piece, the piece, seconds.
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return redis.call('EXPIRE', KEYS[1], ARGV[3])
