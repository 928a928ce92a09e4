namespace TypedPeer.Samples.Game.Rules;

/// <summary>The rules: players run, wrap around the edges, and take the coins they step on. Not thread-safe; one owner at a time.</summary>
internal sealed class World(int seed)
{
    public const int Width = 60;

    public const int Height = 20;

    public const int TicksPerSecond = 60;

    private const int CoinsAtOnce = 12;

    /// <summary>Twelve cells a second.</summary>
    private const double Step = 12.0 / TicksPerSecond;

    /// <summary>How far a dash goes at once.</summary>
    private const int DashLength = 4;

    private readonly Random _random = new(seed);
    private readonly Dictionary<string, Player> _players = new(StringComparer.Ordinal);
    private readonly HashSet<Cell> _coins = [];
    private long _tick;

    /// <summary>Gets how many coins have been taken.</summary>
    public int CoinsTaken { get; private set; }

    public IEnumerable<Player> Players => _players.Values;

    /// <summary>Lets a player in: a new one, or the one who was here under the same key before.</summary>
    public Player Enter(string key, string name)
    {
        if (!_players.TryGetValue(key, out var player))
        {
            player = new Player(_players.Count + 1, name) { X = _random.Next(Width), Y = _random.Next(Height) };
            _players.Add(key, player);
        }

        player.IsHere = true;
        return player;
    }

    /// <summary>Jumps a few cells ahead, over the coins between.</summary>
    public void Dash(Player player)
    {
        player.Dashes++;
        Run(player, DashLength);
    }

    /// <summary>Moves everybody one step on, and tells which coins were taken.</summary>
    public IReadOnlyList<Coin> Tick()
    {
        _tick++;
        while (_coins.Count < CoinsAtOnce)
        {
            _coins.Add(new Cell(_random.Next(Width), _random.Next(Height)));
        }

        List<Coin> taken = [];
        foreach (var player in _players.Values.Where(static player => player.IsHere))
        {
            Run(player, Step);
            if (_coins.Remove(player.At))
            {
                player.Coins++;
                taken.Add(new Coin(++CoinsTaken, player.Number));
            }
        }

        return taken;
    }

    public WorldState GetState(long now) => new(
        _tick, now, [.. _players.Values.Where(static player => player.IsHere).Select(static player => new PlayerState(player.Number, player.At, player.Coins))], [.. _coins]);

    private static void Run(Player player, double cells)
    {
        var (dx, dy) = player.Facing switch
        {
            Direction.Up => (0, -1),
            Direction.Right => (1, 0),
            Direction.Down => (0, 1),
            _ => (-1, 0),
        };
        player.X = (player.X + (dx * cells) + Width) % Width;
        player.Y = (player.Y + (dy * cells) + Height) % Height;
    }
}
