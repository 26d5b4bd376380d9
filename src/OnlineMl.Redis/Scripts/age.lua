-- How many events and bytes came since a snapshot, and how many seconds ago that was taken, by the clock that it was taken by.
-- KEYS: meta, the snapshot. ARGV: its position.
local meta = redis.call('HMGET', KEYS[1], 'last', 'bytes')
local taken = redis.call('HMGET', KEYS[2], 'bytes', 'time')
if not meta[1] or not taken[1] then
  return {0, 0, 0}
end
return {meta[1] - ARGV[1], meta[2] - taken[1], redis.call('TIME')[1] - taken[2]}
