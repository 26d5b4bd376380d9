-- Takes a snapshot that was put beside the model before into use, unless there is a newer one, or the log is not the one that it was made of.
-- KEYS: meta, log, snapshots, the new snapshot, its place. ARGV: epoch, rewritings, position, position and batch of a point of its log, there or behind.
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'rewritings', 'last', 'batch', 'bytes')
local newest = redis.call('ZREVRANGE', KEYS[3], 0, 0)[1]
local position = tonumber(ARGV[3])
local function batchAt(at)
  local known = redis.call('XRANGE', KEYS[2], at .. '-0', at .. '-0')[1]
  return known and known[2][4] or at == meta[3] and meta[4] or ''
end
local batch = batchAt(ARGV[4])
if meta[1] ~= ARGV[1] or meta[2] ~= ARGV[2] or tonumber(ARGV[4]) > tonumber(meta[3]) or (ARGV[5] ~= '' and batch ~= '' and batch ~= ARGV[5])
  or (newest and position < tonumber(newest)) then
  redis.call('UNLINK', KEYS[4])
  return 'unwanted'
end
-- A server that took over while it was put there may lack its first pieces.
local pieces = redis.call('HGET', KEYS[4], 'pieces')
if not pieces or redis.call('HLEN', KEYS[4]) ~= tonumber(pieces) + 2 then
  redis.call('UNLINK', KEYS[4])
  return 'missing'
end
redis.call('RENAME', KEYS[4], KEYS[5])
redis.call('PERSIST', KEYS[5])
redis.call('HSET', KEYS[5], 'batch', batchAt(ARGV[3]), 'bytes', meta[5], 'time', redis.call('TIME')[1])
redis.call('ZADD', KEYS[3], position, ARGV[3])
return 'stored'
