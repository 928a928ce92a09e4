namespace TypedPeer.WebAssembly;

/// <summary>Runs checks one after another, and says a line of each: <c>ok NAME</c>, <c>left out NAME: why</c>, or <c>FAILED NAME: why</c>.</summary>
/// <param name="isLeftOut">Says by what a check tells that it cannot run here; null where none does.</param>
internal sealed class Runner(Func<Exception, bool>? isLeftOut = null)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private int _passed;
    private int _failed;

    public async Task RunAsync(IEnumerable<Func<Task>> checks, string where = "")
    {
        foreach (var check in checks)
        {
            var name = check.Method.Name + where;
            try
            {
                await check().WaitAsync(Bound);
                _passed++;
                Console.WriteLine($"ok {name}");
            }
            catch (Exception e) when (isLeftOut?.Invoke(e) is true)
            {
                Console.WriteLine($"left out {name}: {e.Message}");
            }
#pragma warning disable CA1031 // Whatever it is, it is this check's failure.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _failed++;
                Console.WriteLine($"FAILED {name}: {e}");
            }
        }
    }

    /// <summary>Says the last line, and returns the program's exit code.</summary>
    public int End()
    {
        Console.WriteLine($"ended: {_passed} passed, {_failed} failed");
        return _failed == 0 && _passed > 0 ? 0 : 1;
    }
}
