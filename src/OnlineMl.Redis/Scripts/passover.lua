-- Marks an event that no replay applies, unless the log was rewritten since it was read.
-- KEYS: meta, passed over. ARGV: epoch, rewritings, position, channel.
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'rewritings')
if meta[1] ~= ARGV[1] then
  return -1
end
if meta[2] ~= ARGV[2] then
  return -2
end
redis.call('SADD', KEYS[2], ARGV[3])
redis.call('PUBLISH', ARGV[4], '')
return redis.call('HINCRBY', KEYS[1], 'rewritings', 1)
