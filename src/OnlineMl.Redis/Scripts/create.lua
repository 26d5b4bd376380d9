-- Makes a model of a snapshot that was put beside it before.
-- KEYS: meta, log, passed over, snapshots, the new snapshot, the snapshot of position 0. ARGV: epoch, version of the format, the user who creates it or nothing.
local epoch = redis.call('HGET', KEYS[1], 'epoch')
if epoch then
  redis.call('UNLINK', KEYS[5])
  return epoch == ARGV[1] and 'created' or 'exists'
end
-- A server that took over while it was put there may lack its first pieces.
local pieces = redis.call('HGET', KEYS[5], 'pieces')
if not pieces or redis.call('HLEN', KEYS[5]) ~= tonumber(pieces) + 2 then
  redis.call('UNLINK', KEYS[5])
  return 'missing'
end
redis.call('UNLINK', KEYS[2], KEYS[3], KEYS[4])
redis.call('RENAME', KEYS[5], KEYS[6])
redis.call('PERSIST', KEYS[6])
redis.call('HSET', KEYS[6], 'bytes', '0', 'time', redis.call('TIME')[1])
redis.call('ZADD', KEYS[4], 0, '0')
redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'version', ARGV[2], 'rewritings', '0', 'last', '0', 'batch', '', 'bytes', '0')
if ARGV[3] ~= '' then
  redis.call('HSET', KEYS[1], 'creator', ARGV[3])
end
return 'created'
