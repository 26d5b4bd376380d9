using System.CommandLine;
using Microsoft.Extensions.Options;
using OnlineMl.Serving.Configuration;

namespace OnlineMl.Cli.Commands;

/// <summary><c>onlineml token</c>: access tokens of the users of a storage folder or a Redis.</summary>
internal static class TokenCommand
{
    public static Command Create()
    {
        var user = new Argument<string?>("user") { Description = "Whose token is printed.", Arity = ArgumentArity.ZeroOrOne };
        var storage = new Option<string?>("--storage") { Description = "The folder that keeps the models, with its users and signing keys." };
        var redis = new Option<string?>("--redis") { Description = "Where Redis is, such as localhost:6379, where all servers have the users, the signing keys and what is revoked." };
        var prefix = new Option<string?>("--prefix") { Description = "What the keys on Redis begin with; by default onlineml:." };
        var lifetime = new Option<string?>("--lifetime") { Description = "How long the token is good, such as 12h or 30d; by default as long as those of the server." };
        var revoke = new Option<string?>("--revoke") { Description = "Make a token useless: the token, or its claim jti." };
        var revokeAll = new Option<bool>("--revoke-all") { Description = "Make every token that the user has by now useless." };
        var command = new Command(
            "token",
            "Print an access token of a user, or revoke tokens. What no option sets comes from environment variables such as OnlineMl__SigningKey and from the section OnlineMl of appsettings.json.")
        {
            user, storage, redis, prefix, lifetime, revoke, revokeAll,
        };
        command.SetAction((parsed, _) => Guard.RunAsync(async () =>
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
                await Access.RunAsync(parsed.GetValue(storage), parsed.GetValue(redis), parsed.GetValue(prefix), (tokens, hasKey) =>
                {
                    if (gone is not null)
                    {
                        tokens.Revoke(gone);
                    }
                    else if (all)
                    {
                        tokens.RevokeAllOf(name!);
                    }
                    else if (!hasKey)
                    {
                        throw new UsageException("A token needs the key of the servers: set OnlineMl__SigningKey, or --storage or --redis to where it is kept.");
                    }
                    else
                    {
                        Console.WriteLine(tokens.Issue(name!, span > TimeSpan.Zero ? span : null));
                    }
                }).ConfigureAwait(false);
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
