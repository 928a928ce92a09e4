using System.CommandLine;

namespace TypedPeer.Server;

/// <summary>Makes a token for an id, as applications do by themselves.</summary>
internal static class TokenCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("ID") { Description = "Whose token it is" };
        var lifetime = new Option<int>("--lifetime") { HelpName = "s", Description = "For how long it is valid, in seconds", DefaultValueFactory = static _ => 3_600 };
        var secret = new Option<string?>("--token_secret", "--token-secret") { HelpName = "secret", Description = "The secret that the server was started with (also: TYPEDPEER_TOKEN_SECRET)" };
        var file = new Option<FileInfo?>("--token_secret_file", "--token-secret-file") { HelpName = "file", Description = "File with that secret" };
        lifetime.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var value) && value < 1)
            {
                result.AddError("--lifetime: a token is valid for at least a second.");
            }
        });
        var command = new Command("token", "Make a token for an id, to be used with a server that knows the same secret.") { id, lifetime, secret, file };
        command.SetAction(result =>
        {
            if (ServerOptions.Secret(result.GetValue(secret), result.GetValue(file), "TYPEDPEER_TOKEN_SECRET") is not { Length: > 0 } key)
            {
                Console.Error.WriteLine("typedpeer-server: a token is made with a secret; give --token_secret.");
                return 2;
            }

            Console.WriteLine(new TokenSigner(key, TimeProvider.System).Sign(result.GetRequiredValue(id), TimeSpan.FromSeconds(result.GetValue(lifetime))));
            return 0;
        });
        return command;
    }
}
