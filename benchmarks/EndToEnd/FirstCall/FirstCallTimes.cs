namespace TypedPeer.Benchmarks.EndToEnd.FirstCall;

/// <summary>What one fresh process measured of itself.</summary>
/// <param name="Start">From starting the process to its Main, in milliseconds.</param>
/// <param name="Call">From Main to the answer of the first call, in milliseconds.</param>
/// <param name="Processor">The process's processor time until then, its start included, in milliseconds.</param>
/// <param name="Compiled">How many methods were compiled while it ran until then.</param>
/// <param name="Compiling">How long that took, in milliseconds of all threads together.</param>
internal sealed record FirstCallTimes(double Start, double Call, double Processor, double Compiled, double Compiling);
