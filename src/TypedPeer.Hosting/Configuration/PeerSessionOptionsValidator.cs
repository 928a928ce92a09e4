using Microsoft.Extensions.Options;

namespace TypedPeer.Hosting.Configuration;

/// <summary>Finds impossible options when they are first read, and names them.</summary>
internal sealed class PeerSessionOptionsValidator : IValidateOptions<PeerSessionOptions>
{
    public ValidateOptionsResult Validate(string? name, PeerSessionOptions options)
    {
        try
        {
            options.Validate();
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException e)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
    }
}
