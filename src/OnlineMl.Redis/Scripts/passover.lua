-- Marks an event that no replay applies.
-- KEYS: meta, passed over. ARGV: epoch, position, channel.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then
  return -1
end
redis.call('SADD', KEYS[2], ARGV[2])
redis.call('PUBLISH', ARGV[3], '')
return redis.call('HINCRBY', KEYS[1], 'rewritings', 1)
