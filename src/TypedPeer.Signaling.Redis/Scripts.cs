namespace TypedPeer.Signaling.Redis;

/// <summary>
/// What happens in Redis in one step, so that two servers never see half of it. All keys begin with KEYS[1], whose hash tag puts them in one slot of a cluster. Times are Redis's own, in milliseconds: servers need not agree on theirs.
/// <para>
/// <c>:mark</c> says whether this is still the store that was written to; <c>:expiry</c> orders ids by when their registration ends; <c>:peer:ID</c> has server, connection, token and metadata, <c>:rooms:ID</c> its rooms;
/// <c>:room:NAME</c> has the members, <c>:at:NAME</c> how many of them each server has; <c>:wait:ID</c> which servers want to be told of an arrival; <c>:to:SERVER</c> is a server's channel.
/// ARGV: 1 the mark, 2 the server that asks, then what each script says.
/// </para>
/// </summary>
internal static class Scripts
{
    /// <summary>How the answer begins where Redis is not the store it was.</summary>
    public const string Lost = "TYPEDPEER-LOST";

    /// <summary>Gives the store's mark, and sets it where there is none. ARGV: 1 a new mark.</summary>
    public const string Mark = """
        redis.call('SET', KEYS[1] .. ':mark', ARGV[1], 'NX')
        return redis.call('GET', KEYS[1] .. ':mark')
        """;

    /// <summary>ARGV: 3 id, 4 connection, 5 token, 6 milliseconds until it ends. Gives nothing where another has the id, else its metadata and its rooms.</summary>
    public static readonly string Register = Prelude + """
        local id = ARGV[3]
        local peer = base .. ':peer:' .. id
        local was = redis.call('HMGET', peer, 's', 'c', 't', 'm')
        if was[3] and was[3] ~= ARGV[5] then return {} end
        redis.call('HSET', peer, 's', me, 'c', ARGV[4], 't', ARGV[5])
        redis.call('ZADD', base .. ':expiry', now + ARGV[6], id)
        local rooms = redis.call('SMEMBERS', base .. ':rooms:' .. id)
        if was[1] and was[1] ~= me then
          for _, room in ipairs(rooms) do count(room, was[1], -1) count(room, me, 1) end
          tell(was[1], 'evict', id, was[2], '')
        end
        for _, server in ipairs(redis.call('SMEMBERS', base .. ':wait:' .. id)) do tell(server, 'arrived', id, '', '') end
        redis.call('DEL', base .. ':wait:' .. id)
        local answer = { was[4] or '' }
        for _, room in ipairs(rooms) do answer[#answer + 1] = room end
        return answer
        """;

    /// <summary>ARGV: 3 id, 4 connection.</summary>
    public static readonly string Unregister = Prelude + """
        if redis.call('HGET', base .. ':peer:' .. ARGV[3], 'c') == ARGV[4] then remove(ARGV[3]) end
        return {}
        """;

    /// <summary>ARGV: 3 milliseconds until they end, then id and connection in turn. Gives the ids that are no longer so.</summary>
    public static readonly string Renew = Prelude + """
        local answer = {}
        for i = 4, #ARGV, 2 do
          if redis.call('HGET', base .. ':peer:' .. ARGV[i], 'c') == ARGV[i + 1] then
            redis.call('ZADD', base .. ':expiry', now + ARGV[3], ARGV[i])
          else
            answer[#answer + 1] = ARGV[i]
          end
        end
        return answer
        """;

    /// <summary>ARGV: 3 source, 4 id, 5 message, 6 milliseconds for which an arrival is of interest. A server that does not hear is taken for gone.</summary>
    public static readonly string Route = Prelude + """
        local server = redis.call('HGET', base .. ':peer:' .. ARGV[4], 's')
        if server and tell(server, 'to', ARGV[4], ARGV[3], ARGV[5]) > 0 then return { '1' } end
        local waiting = base .. ':wait:' .. ARGV[4]
        if tonumber(ARGV[6]) > 0 then
          redis.call('SADD', waiting, me)
          redis.call('PEXPIRE', waiting, ARGV[6])
        end
        return {}
        """;

    /// <summary>ARGV: 3 id, 4 room, 5 metadata, 6 most members, 7 most metadata. Gives nothing where it is full, else whether it was a member and the others with their metadata in turn.</summary>
    public static readonly string Join = Prelude + """
        local id, room = ARGV[3], ARGV[4]
        if redis.call('HGET', base .. ':peer:' .. id, 's') ~= me then return redis.error_reply('The client is not registered by this server') end
        local members = redis.call('SMEMBERS', base .. ':room:' .. room)
        local was, size = '0', #ARGV[5]
        local answer = { '' }
        for _, member in ipairs(members) do
          if member == id then
            was = '1'
          else
            local metadata = redis.call('HGET', base .. ':peer:' .. member, 'm') or ''
            size = size + #metadata
            answer[#answer + 1] = member
            answer[#answer + 1] = metadata
          end
        end
        if was == '0' and (#members >= tonumber(ARGV[6]) or size > tonumber(ARGV[7])) then return {} end
        redis.call('HSET', base .. ':peer:' .. id, 'm', ARGV[5])
        if was == '0' then
          redis.call('SADD', base .. ':room:' .. room, id)
          redis.call('SADD', base .. ':rooms:' .. id, room)
          count(room, me, 1)
        end
        answer[1] = was
        return answer
        """;

    /// <summary>ARGV: 3 id, 4 room.</summary>
    public static readonly string Leave = Prelude + """
        local server = redis.call('HGET', base .. ':peer:' .. ARGV[3], 's')
        if server == me then leave(ARGV[3], ARGV[4], server) end
        return {}
        """;

    /// <summary>ARGV: 3 id, 4 metadata.</summary>
    public static readonly string Change = Prelude + """
        local peer = base .. ':peer:' .. ARGV[3]
        if redis.call('HGET', peer, 's') == me then redis.call('HSET', peer, 'm', ARGV[4]) end
        return {}
        """;

    /// <summary>ARGV: 3 room, 4 who is not to get it, 5 message. Gives how many members other servers have.</summary>
    public static readonly string Publish = Prelude + """
        local reached = 0
        local counts = redis.call('HGETALL', base .. ':at:' .. ARGV[3])
        for i = 1, #counts, 2 do
          if counts[i] ~= me and tell(counts[i], 'room', ARGV[3], ARGV[4], ARGV[5]) > 0 then reached = reached + counts[i + 1] end
        end
        return { tostring(reached) }
        """;

    /// <summary>Gives all ids.</summary>
    public static readonly string Ids = Prelude + "return redis.call('ZRANGE', base .. ':expiry', 0, -1)";

    /// <summary>Ends registrations whose time is over, some at a time; who ends them is the only one to know. Gives for each the id, how many rooms, and the rooms.</summary>
    public static readonly string Sweep = Prelude + """
        local answer = {}
        for _, id in ipairs(redis.call('ZRANGEBYSCORE', base .. ':expiry', '-inf', now, 'LIMIT', 0, 100)) do
          local rooms = redis.call('SMEMBERS', base .. ':rooms:' .. id)
          answer[#answer + 1] = id
          answer[#answer + 1] = tostring(#rooms)
          for _, room in ipairs(rooms) do answer[#answer + 1] = room end
          remove(id)
        end
        return answer
        """;

    private const string Prelude = """
        local base, me = KEYS[1], ARGV[2]
        if redis.call('GET', base .. ':mark') ~= ARGV[1] then return redis.error_reply('TYPEDPEER-LOST') end
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local function tell(server, kind, subject, source, message)
          return redis.call('PUBLISH', base .. ':to:' .. server, kind .. '\0' .. subject .. '\0' .. source .. '\0' .. message)
        end
        local function count(room, server, by)
          if redis.call('HINCRBY', base .. ':at:' .. room, server, by) <= 0 then redis.call('HDEL', base .. ':at:' .. room, server) end
        end
        local function leave(id, room, server)
          redis.call('SREM', base .. ':rooms:' .. id, room)
          if redis.call('SREM', base .. ':room:' .. room, id) == 1 and server then count(room, server, -1) end
        end
        local function remove(id)
          local server = redis.call('HGET', base .. ':peer:' .. id, 's')
          for _, room in ipairs(redis.call('SMEMBERS', base .. ':rooms:' .. id)) do leave(id, room, server) end
          redis.call('DEL', base .. ':peer:' .. id)
          redis.call('ZREM', base .. ':expiry', id)
        end

        """;
}
