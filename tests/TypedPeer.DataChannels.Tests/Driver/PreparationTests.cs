using TypedPeer.DataChannels.Driver;

namespace TypedPeer.DataChannels.Tests.Driver;

/// <summary>What is done ahead of the first connection can be done, and as often as anybody likes.</summary>
public sealed class PreparationTests
{
    [Fact]
    public void Each_step_works_by_itself_since_nobody_would_hear_of_one_that_fails()
    {
        foreach (var step in Preparation.Steps)
        {
            step();
            step();
        }
    }

    [Fact]
    public void Preparing_again_changes_nothing()
    {
        for (var i = 0; i < 100; i++)
        {
            PeerConnection.Prepare();
        }
    }
}
