namespace TypedPeer.Samples.Game.Rules;

/// <summary>A player, who keeps number, coins and dashes while away.</summary>
internal sealed class Player(int number, string name)
{
    public int Number => number;

    public string Name => name;

    public bool IsHere { get; set; }

    public Direction Facing { get; set; } = Direction.Right;

    public double X { get; set; }

    public double Y { get; set; }

    public int Coins { get; set; }

    public int Dashes { get; set; }

    public Cell At => new((int)X, (int)Y);
}
