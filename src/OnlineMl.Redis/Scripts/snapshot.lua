-- Takes a snapshot that was put beside the model before into use, unless there is a newer one.
-- KEYS: meta, snapshots, the new snapshot, its place. ARGV: epoch, rewritings, position.
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'rewritings', 'last', 'bytes')
local newest = redis.call('ZREVRANGE', KEYS[2], 0, 0)[1]
local position = tonumber(ARGV[3])
if meta[1] ~= ARGV[1] or meta[2] ~= ARGV[2] or position > tonumber(meta[3]) or (newest and position < tonumber(newest)) then
  redis.call('UNLINK', KEYS[3])
  return 'unwanted'
end
if redis.call('EXISTS', KEYS[3]) == 0 then
  return 'missing'
end
redis.call('RENAME', KEYS[3], KEYS[4])
redis.call('PERSIST', KEYS[4])
redis.call('HSET', KEYS[4], 'bytes', meta[4], 'time', redis.call('TIME')[1])
redis.call('ZADD', KEYS[2], position, ARGV[3])
return 'stored'
