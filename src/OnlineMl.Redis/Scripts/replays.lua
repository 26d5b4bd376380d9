-- Finds the replays that are under way, and counts those whose process has died of one event.
-- KEYS: replays, deaths. ARGV: after how many milliseconds without a sign a process is dead.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local answer = {{}, {}}
local replays = redis.call('HGETALL', KEYS[1])
for i = 1, #replays, 2 do
  local first, last, known, seen = string.match(replays[i + 1], '^(%d+) (%d+) (%d+) (%d+)$')
  local isDead = now - tonumber(seen) > tonumber(ARGV[1])
  if isDead then
    redis.call('HDEL', KEYS[1], replays[i])
    -- Processes that were killed together died once: only who began when a death was known adds another.
    if first == last and tonumber(redis.call('HGET', KEYS[2], first) or '0') <= tonumber(known) then
      redis.call('HSET', KEYS[2], first, string.format('%.0f', tonumber(known) + 1))
    end
  end
  answer[1][#answer[1] + 1] = {replays[i], first, last, isDead and 1 or 0}
end
local deaths = redis.call('HGETALL', KEYS[2])
for i = 1, #deaths, 2 do
  answer[2][#answer[2] + 1] = {deaths[i], deaths[i + 1]}
end
return answer
