namespace OnlineMl.AspNetCore;

/// <summary>The names by which an application's own policies can mean OnlineMl's users.</summary>
public static class OnlineMlDefaults
{
    /// <summary>The authentication scheme of access tokens. It is there when there are users.</summary>
    public const string AuthenticationScheme = "OnlineMl";

    /// <summary>The policy of what only reads: a token of a user with the scope <c>read</c>, unless the application defines it otherwise.</summary>
    public const string ReadPolicy = "OnlineMl.Read";

    /// <summary>The policy of predicting.</summary>
    public const string PredictPolicy = "OnlineMl.Predict";

    /// <summary>The policy of learning and labelling.</summary>
    public const string LearnPolicy = "OnlineMl.Learn";

    /// <summary>The policy of creating, importing, saving and deleting models.</summary>
    public const string ManagePolicy = "OnlineMl.Manage";

    /// <summary>The category of the log that has every managing call: who, what, when and with which outcome.</summary>
    public const string AuditCategory = "OnlineMl.Audit";
}
