-- Remembers a prediction until its label comes, its time is over, or there are too many.
-- KEYS: meta, times, sizes. ARGV: epoch, identifier, prediction, milliseconds, most predictions, most bytes, what the keys of predictions begin with.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then
  return 0
end
local function forget(identifier)
  local size = redis.call('HGET', KEYS[3], 'p' .. identifier)
  redis.call('ZREM', KEYS[2], identifier)
  redis.call('UNLINK', ARGV[7] .. identifier)
  if size then
    redis.call('HDEL', KEYS[3], 'p' .. identifier)
    redis.call('HINCRBY', KEYS[3], 'all', -tonumber(size))
  end
end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
for _, old in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', now), 'LIMIT', 0, 100)) do
  forget(old)
end
forget(ARGV[2])
local till = string.format('%.0f', now + tonumber(ARGV[4]))
local size = #ARGV[2] + #ARGV[3] + 100
redis.call('SET', ARGV[7] .. ARGV[2], ARGV[3], 'PXAT', till)
redis.call('ZADD', KEYS[2], till, ARGV[2])
redis.call('HSET', KEYS[3], 'p' .. ARGV[2], size)
redis.call('HINCRBY', KEYS[3], 'all', size)
local count = redis.call('ZCARD', KEYS[2])
while count > tonumber(ARGV[5]) or (count > 1 and tonumber(redis.call('HGET', KEYS[3], 'all')) > tonumber(ARGV[6])) do
  forget(redis.call('ZRANGE', KEYS[2], 0, 0)[1])
  count = count - 1
end
local last = redis.call('ZREVRANGE', KEYS[2], 0, 0, 'WITHSCORES')[2]
if last then
  last = string.format('%.0f', tonumber(last))
  redis.call('PEXPIREAT', KEYS[2], last)
  redis.call('PEXPIREAT', KEYS[3], last)
end
return 1
