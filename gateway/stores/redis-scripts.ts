// Each script runs as a whole: nothing of another client's happens between its lines. Keys come first, then arguments.

/** Compare and set. Keys: value, index. Arguments: whether a value is expected, which; whether there is a next one, which; the name in the index. */
export const COMPARE_AND_SET = `
local old = redis.call('GET', KEYS[1])
if ARGV[1] == '0' then
  if old then return 0 end
elseif old ~= ARGV[2] then
  return 0
end
if ARGV[3] == '0' then
  redis.call('DEL', KEYS[1])
  redis.call('ZREM', KEYS[2], ARGV[5])
else
  redis.call('SET', KEYS[1], ARGV[4])
  if not old then redis.call('ZADD', KEYS[2], 0, ARGV[5]) end
end
return 1`;

/** Take. Keys: value, index. Argument: the name in the index. */
export const TAKE = `
local old = redis.call('GET', KEYS[1])
if old then
  redis.call('DEL', KEYS[1])
  redis.call('ZREM', KEYS[2], ARGV[1])
end
return old`;

/** Lease. Key: lease. Arguments: owner, milliseconds. */
export const LEASE = `
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;

/** Extend a lease. Key: lease. Arguments: owner, milliseconds. */
export const EXTEND = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;

/** Release a lease. Key: lease. Argument: owner. */
export const RELEASE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;

/** Count in a window. Key: count. Argument: milliseconds. Answers the count and when its window ends. */
export const COUNT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ends = tonumber(redis.call('HGET', KEYS[1], 'ends') or '0')
if ends <= now then
  ends = now + tonumber(ARGV[1])
  redis.call('HSET', KEYS[1], 'ends', ends, 'count', 0)
  redis.call('PEXPIREAT', KEYS[1], ends)
end
return { redis.call('HINCRBY', KEYS[1], 'count', 1), ends }`;
