using System.Globalization;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.Serving.Configuration;

namespace OnlineMl.AspNetCore.Configuration;

/// <summary>Finds users who could not sign in.</summary>
internal static class UserReview
{
    /// <summary>Takes note of them. A user without its secret is not shown: it may be a secret without its user.</summary>
    public static void Check(IList<OnlineMlUser> users, OptionReview review)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < users.Count; i++)
        {
            var user = users[i];
            if (user.Name.Length == 0 || user.Secret.Length == 0 || user.Name.Contains(':', StringComparison.Ordinal))
            {
                review.Faults.Add(string.Create(CultureInfo.InvariantCulture, $"Users has an entry, the number {i + 1}, that is not of the form name:secret."));
            }
            else if (!names.Add(user.Name))
            {
                review.Faults.Add($"Users has '{user.Name}' twice.");
            }
            else if (HashedSecret.IsMeantAsHash(user.Secret) && !HashedSecret.IsHash(user.Secret))
            {
                review.Faults.Add($"Users has '{user.Name}' with a damaged hash; 'onlineml user hash' makes one.");
            }
        }
    }
}
