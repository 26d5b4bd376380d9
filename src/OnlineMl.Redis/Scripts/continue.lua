-- Lets a log end at a position, or go on from a later one, unless it was rewritten since it was read. The events behind it are set aside.
-- KEYS: meta, log, passed over, snapshots. ARGV: epoch, rewritings, position, what the keys of snapshots and of what is set aside begin with, channel.
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'rewritings')
if meta[1] ~= ARGV[1] then
  return -1
end
if meta[2] ~= ARGV[2] then
  return -2
end
local position = tonumber(ARGV[3])
local rewritings = redis.call('HINCRBY', KEYS[1], 'rewritings', 1)
if position < tonumber(redis.call('HGET', KEYS[1], 'last')) then
  local behind = string.format('%.0f-0', position + 1)
  local entries = redis.call('XRANGE', KEYS[2], behind, '+', 'COUNT', 100)
  while #entries > 0 do
    for _, entry in ipairs(entries) do
      redis.call('XADD', ARGV[5] .. string.format('%d', rewritings), entry[1], unpack(entry[2]))
      redis.call('XDEL', KEYS[2], entry[1])
    end
    entries = redis.call('XRANGE', KEYS[2], behind, '+', 'COUNT', 100)
  end
  if redis.call('XLEN', KEYS[2]) == 0 then
    redis.call('UNLINK', KEYS[2])
  else
    redis.call('XSETID', KEYS[2], string.format('%.0f-0', position))
  end
  for _, later in ipairs(redis.call('ZRANGEBYSCORE', KEYS[4], '(' .. ARGV[3], '+inf')) do
    redis.call('ZREM', KEYS[4], later)
    redis.call('UNLINK', ARGV[4] .. later)
  end
  for _, passed in ipairs(redis.call('SMEMBERS', KEYS[3])) do
    if tonumber(passed) > position then
      redis.call('SREM', KEYS[3], passed)
    end
  end
end
redis.call('HSET', KEYS[1], 'last', ARGV[3], 'batch', '')
redis.call('PUBLISH', ARGV[6], '')
return rewritings
