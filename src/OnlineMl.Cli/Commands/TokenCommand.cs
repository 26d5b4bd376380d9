using System.CommandLine;
using Microsoft.Extensions.Options;
using OnlineMl.Serving.Configuration;

namespace OnlineMl.Cli.Commands;

/// <summary><c>onlineml token</c>: access tokens of the users of a storage folder.</summary>
internal static class TokenCommand
{
    public static Command Create()
    {
        var user = new Argument<string?>("user") { Description = "Whose token is printed.", Arity = ArgumentArity.ZeroOrOne };
        var storage = new Option<string?>("--storage") { Description = "The folder that keeps the models, with its users and signing keys." };
        var lifetime = new Option<string?>("--lifetime") { Description = "How long the token is good, such as 12h or 30d; by default as long as those of the server." };
        var revoke = new Option<string?>("--revoke") { Description = "Make a token useless: the token, or its claim jti." };
        var revokeAll = new Option<bool>("--revoke-all") { Description = "Make every token that the user has by now useless." };
        var command = new Command(
            "token",
            "Print an access token of a user, or revoke tokens. What no option sets comes from environment variables such as OnlineMl__SigningKey and from the section OnlineMl of appsettings.json.")
        {
            user, storage, lifetime, revoke, revokeAll,
        };
        command.SetAction(parsed => Guard.Run(() =>
        {
            var (name, gone, all) = (parsed.GetValue(user), parsed.GetValue(revoke), parsed.GetValue(revokeAll));
            if ((gone is null) == (name is null) || (all && name is null))
            {
                throw new UsageException("Either a user or --revoke is needed, and --revoke-all needs a user.");
            }

            var span = TimeSpan.Zero;
            if (parsed.GetValue(lifetime) is { } text && !WrittenUnits.TryReadTime(text, out span))
            {
                throw new UsageException($"--lifetime is '{text}'; it must be a {WrittenUnits.OfTime}.");
            }

            try
            {
                Access.Run(parsed.GetValue(storage), tokens =>
                {
                    if (gone is not null)
                    {
                        tokens.Revoke(gone);
                    }
                    else if (all)
                    {
                        tokens.RevokeAllOf(name!);
                    }
                    else
                    {
                        Console.WriteLine(tokens.Issue(name!, span > TimeSpan.Zero ? span : null));
                    }
                });
                return ExitCodes.Success;
            }
            catch (OptionsValidationException e)
            {
                throw new IOException(e.Message, e);
            }
        }));
        return command;
    }
}
