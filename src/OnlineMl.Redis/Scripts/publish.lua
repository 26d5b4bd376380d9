-- Numbers events and tells them to all servers in one message; those that have a name are told once.
-- KEYS: the hash that counts, the names of those that were told. ARGV: the channel, what to call the numbers if they begin anew, how many events in front were lost,
-- then the name and the text of each event.
local names, texts, lost = {}, {}, tonumber(ARGV[3])
local now = tonumber(redis.call('TIME')[1])
for i = 4, #ARGV, 2 do
  if ARGV[i] == '' or redis.call('ZADD', KEYS[2], 'NX', now, ARGV[i]) == 1 then
    texts[#texts + 1] = ARGV[i + 1]
    if ARGV[i] ~= '' then
      names[#names + 1] = ARGV[i]
    end
  end
end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', now - 600))
redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -100001)
redis.call('EXPIRE', KEYS[2], 600)
if #texts + lost == 0 then
  return 0
end
local epoch = redis.call('HGET', KEYS[1], 'epoch')
if not epoch then
  epoch = ARGV[2]
  redis.call('HSET', KEYS[1], 'epoch', epoch)
end
local last = redis.call('HINCRBY', KEYS[1], 'last', #texts + lost)
if #texts > 0 then
  local first = string.format('%.0f', last - #texts + 1)
  redis.call('PUBLISH', ARGV[1], epoch .. ' ' .. first .. '\n' .. table.concat(texts, '\n') .. '\n' .. table.concat(names, ' '))
end
return last
