-- Adds up what models take, each as it was told last, as long as somebody tells of it.
-- KEYS: sizes, each with the second in which it was told. ARGV: how many seconds a model counts, then models and their sizes, which are below 0 where the model is no more.
-- No model is called 'all' or 'looked' with a blank before.
local now = tonumber(redis.call('TIME')[1])
local kept = tonumber(ARGV[1])
local all = tonumber(redis.call('HGET', KEYS[1], ' all') or '0')
for i = 2, #ARGV, 2 do
  local before = redis.call('HGET', KEYS[1], ARGV[i])
  if before then
    all = all - tonumber(string.match(before, '^%d+'))
  end
  if tonumber(ARGV[i + 1]) < 0 then
    redis.call('HDEL', KEYS[1], ARGV[i])
  else
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1] .. ':' .. string.format('%.0f', now))
    all = all + tonumber(ARGV[i + 1])
  end
end
if now - tonumber(redis.call('HGET', KEYS[1], ' looked') or '0') >= kept / 2 then
  all = 0
  local known = redis.call('HGETALL', KEYS[1])
  for i = 1, #known, 2 do
    local size, told = string.match(known[i + 1], '^(%d+):(%d+)$')
    if size and now - tonumber(told) > kept then
      redis.call('HDEL', KEYS[1], known[i])
    elseif size then
      all = all + tonumber(size)
    end
  end
  redis.call('HSET', KEYS[1], ' looked', string.format('%.0f', now))
end
redis.call('HSET', KEYS[1], ' all', string.format('%.0f', all))
redis.call('EXPIRE', KEYS[1], 2 * kept)
return all
