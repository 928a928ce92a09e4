namespace TypedPeer.Samples.Browser;

/// <summary>Where somebody's pen was.</summary>
/// <param name="At">Where.</param>
/// <param name="Since">When, in milliseconds of <see cref="Environment.TickCount64"/>.</param>
public sealed record BoardPen(Dot At, long Since);
