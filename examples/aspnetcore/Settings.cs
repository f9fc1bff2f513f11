using System.Text;

namespace ParleyHost;

/// <summary>What an operator decides, from appsettings.json and the environment; README.md lists the keys.</summary>
public sealed class Settings
{
    public string[] Origins { get; init; } = [];
    public ImSettings Im { get; init; } = new();
    public TokenSettings Token { get; init; } = new();
    public DemoUser[] Users { get; init; } = [];

    /// <exception cref="InvalidOperationException">Names every key that is wrong, and no value.</exception>
    public static Settings Read(IConfiguration configuration)
    {
        var settings = configuration.Get<Settings>() ?? new Settings();
        var faults = settings.Faults().ToArray();
        if (faults.Length == 0) return settings;
        throw new InvalidOperationException(
            string.Join("\n  ", ["the configuration is not valid:", .. faults]));
    }

    private IEnumerable<string> Faults()
    {
        if (Origins.Length == 0 || !Origins.All(IsExactOrigin))
            yield return "Origins: exact origins like https://app.example.org, at least one";
        if (!IsAddress(Im.Address, "http", "https")) yield return "Im:Address: http:// or https://";
        if (Im.WebSocketAddress is not null && !IsAddress(Im.WebSocketAddress, "ws", "wss"))
            yield return "Im:WebSocketAddress: ws:// or wss://";
        if (Im.AdminUserName == "" || Im.AdminPassword == "")
            yield return "Im:AdminUserName and Im:AdminPassword: are missing";
        if (Encoding.UTF8.GetByteCount(Token.Secret) < 32) yield return "Token:Secret: at least 32 bytes";
        if (Token.Issuer == "" || Token.Audience == "") yield return "Token:Issuer and Token:Audience: are missing";
        if (Token.Minutes < 1 || Token.RefreshHours < 1) yield return "Token:Minutes, Token:RefreshHours: at least 1";
    }

    private static bool IsAddress(string text, params string[] schemes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && schemes.Contains(uri.Scheme);

    private static bool IsExactOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.GetLeftPart(UriPartial.Authority) == text;
}

public sealed class ImSettings
{
    public string Address { get; init; } = "";
    public string? WebSocketAddress { get; init; }
    public string AdminUserName { get; init; } = "";
    public string AdminPassword { get; init; } = "";
    public string CreateTokenSecret { get; init; } = "";
    public string DefaultPassword { get; init; } = "";
    public string EmailDomain { get; init; } = "users.invalid";
    /// <summary>How long a user's line to Rocket.Chat outlives the last client (H17).</summary>
    public int KeepSeconds { get; init; } = 30;

    public string Root => Address.TrimEnd('/');
    public Uri Socket => new(WebSocketAddress ?? $"ws{Root[4..]}/websocket");
}

public sealed class TokenSettings
{
    public string Secret { get; init; } = "";
    public string Issuer { get; init; } = "";
    public string Audience { get; init; } = "";
    public int Minutes { get; init; } = 60;
    public int RefreshHours { get; init; } = 12;
}

/// <summary>Somebody who can sign in to this example. A real host has its own users instead.</summary>
public sealed class DemoUser
{
    public string UserName { get; init; } = "";
    public string Password { get; init; } = "";
    public string Name { get; init; } = "";
    public string EmailAddress { get; init; } = "";
}
