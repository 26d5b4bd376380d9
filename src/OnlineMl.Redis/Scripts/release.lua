-- Forgets a prediction.
-- KEYS: times, sizes. ARGV: identifier, what the keys of predictions begin with.
local size = redis.call('HGET', KEYS[2], 'p' .. ARGV[1])
redis.call('ZREM', KEYS[1], ARGV[1])
if size then
  redis.call('HDEL', KEYS[2], 'p' .. ARGV[1])
  redis.call('HINCRBY', KEYS[2], 'all', -tonumber(size))
end
return redis.call('UNLINK', ARGV[2] .. ARGV[1])
