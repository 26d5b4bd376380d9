-- Takes a damaged snapshot out of use. For a week it can be looked at.
-- KEYS: meta, snapshots, the snapshot, where it is put. ARGV: epoch, position.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then
  return 0
end
if redis.call('EXISTS', KEYS[3]) == 1 then
  redis.call('RENAME', KEYS[3], KEYS[4])
  redis.call('EXPIRE', KEYS[4], 604800)
end
return redis.call('ZREM', KEYS[2], ARGV[2])
