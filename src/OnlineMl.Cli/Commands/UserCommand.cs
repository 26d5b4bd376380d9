using System.CommandLine;
using System.Security.Cryptography;
using OnlineMl.AspNetCore;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.Cli.Data;

namespace OnlineMl.Cli.Commands;

/// <summary><c>onlineml user</c>: who may use the models of a storage folder or a Redis.</summary>
internal static class UserCommand
{
    public static Command Create()
    {
        var command = new Command("user", "Add, list and remove the users of a storage folder or a Redis, also while it is served, and make hashes of secrets.");
        command.Add(CreateAdd());
        command.Add(CreateList());
        command.Add(CreateRemove());
        command.Add(CreateHash());
        return command;
    }

    private static Argument<string> Name() => new("name") { Description = "What the user is called." };

    private static Command CreateAdd()
    {
        var name = Name();
        var secret = new Option<string?>("--secret") { Description = "The secret; - reads it from standard input. By default one is made and printed." };
        var scopes = new Option<string>("--scopes") { Description = "What the user may do: read, predict, learn, manage, with commas, or all.", DefaultValueFactory = _ => "all" };
        var models = new Option<string>("--models") { Description = "The models that the user may use, with commas; * stands for any characters.", DefaultValueFactory = _ => "*" };
        var command = new Command("add", "Add a user, or give one another secret, scopes and models. The secret is kept as a hash. A server of a folder without users must be restarted to have its first; those on Redis have it at once.")
        {
            name, secret, scopes, models,
        };
        var access = AccessOptions.AddTo(command);
        command.SetAction((parsed, _) => Guard.RunAsync(async () =>
        {
            var called = parsed.GetValue(name)!;
            if (called.Length == 0 || called.Contains(':', StringComparison.Ordinal))
            {
                throw new UsageException($"'{called}' is no name for a user; it must have no colon.");
            }

            if (!Enum.TryParse<OnlineMlScopes>(parsed.GetValue(scopes), ignoreCase: true, out var allowed) || (allowed & ~OnlineMlScopes.All) != OnlineMlScopes.None)
            {
                throw new UsageException($"--scopes is '{parsed.GetValue(scopes)}'; it must be read, predict, learn, manage, with commas, or all.");
            }

            var given = Read(parsed.GetValue(secret));
            var chosen = given ?? Make();
            var now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
            var patterns = parsed.GetValue(models)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var user = new StoredUser(called, HashedSecret.Make(chosen), allowed.ToString().ToLowerInvariant(), patterns, now);
            await using var place = access.Open(parsed);
            await place.ChangeAsync(list => list.With(user)).ConfigureAwait(false);
            if (given is null)
            {
                Console.WriteLine(chosen);
            }

            return ExitCodes.Success;
        }));
        return command;
    }

    private static Command CreateList()
    {
        var command = new Command("list", "List the users of a storage folder or a Redis.");
        var access = AccessOptions.AddTo(command);
        command.SetAction((parsed, _) => Guard.RunAsync(async () =>
        {
            await using var place = access.Open(parsed);
            foreach (var user in (await place.ReadAsync().ConfigureAwait(false)).Users)
            {
                Console.WriteLine($"{user.Name}\t{user.Scopes}\t{string.Join(", ", user.Models)}");
            }

            return ExitCodes.Success;
        }));
        return command;
    }

    private static Command CreateRemove()
    {
        var name = Name();
        var command = new Command("remove", "Remove a user, and with that the user's tokens.") { name };
        var access = AccessOptions.AddTo(command);
        command.SetAction((parsed, _) => Guard.RunAsync(async () =>
        {
            await using var place = access.Open(parsed);
            var called = parsed.GetValue(name)!;
            if (!(await place.ReadAsync().ConfigureAwait(false)).Users.Any(user => user.Name == called))
            {
                throw new InvalidOperationException($"There is no user '{called}' {place.Name}.");
            }

            await place.ChangeAsync(list => list.Without(called)).ConfigureAwait(false);
            return ExitCodes.Success;
        }));
        return command;
    }

    private static Command CreateHash()
    {
        var secret = new Argument<string>("secret") { Description = "The secret; - reads it from standard input." };
        var command = new Command("hash", "Print the hash of a secret, for the setting OnlineMl__Users (name:hash).") { secret };
        command.SetAction(parsed => Guard.Run(() =>
        {
            Console.WriteLine(HashedSecret.Make(Read(parsed.GetValue(secret))!));
            return ExitCodes.Success;
        }));
        return command;
    }

    private static string? Read(string? secret)
    {
        var text = secret == "-" ? Console.In.ReadLine() ?? "" : secret;
        return text?.Length == 0 ? throw new UsageException("The secret is empty.") : text;
    }

    private static string Make() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
}
