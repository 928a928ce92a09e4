using TypedPeer.Samples.Game.Rules;

namespace TypedPeer.Samples.Game.Online;

/// <summary>Counts one session at one end. Not thread-safe.</summary>
internal sealed class Tally
{
    private int _coins;
    private long _sum;

    public int Dashes { get; set; }

    public void Add(Coin coin)
    {
        _coins++;
        _sum += (long)coin.Number * coin.Player;
    }

    public PlayerCounts For(int player) => new(player, _coins, _sum, Dashes);
}
