"""What parameters each call of Graph takes, and of what type (Graph API reference, one table for each edge).

`name=type`, with `!` behind the name of one that is required. Types: text, bool, int, count (not below 0), float, time,
map (a JSON object), any, file, `list:` of one of these, a name of CHOICES, or the values that are allowed.
"""

from collections.abc import Mapping

CHOICES: Mapping[str, str] = {
    "comment_privacy": (
        "DECLINED_BY_ADMIN_ASSISTANT|DEFAULT_PRIVACY|FRIENDS_AND_POST_OWNER|FRIENDS_ONLY|"
        "GRAPHQL_MULTIPLE_VALUE_HACK_DO_NOT_USE|OWNER_OR_COMMENTER|PENDING_APPROVAL|"
        "REMOVED_BY_ADMIN_ASSISTANT|SIDE_CONVERSATION|SIDE_CONVERSATION_AND_POST_OWNER|SPOTLIGHT_TAB"
    ),
    "unpublished_type": (
        "ADS_POST|DRAFT|INLINE_CREATED|PUBLISHED|PUBLISH_PENDING|REVIEWABLE_BRANDED_CONTENT|"
        "SCHEDULED|SCHEDULED_RECURRING"
    ),
    "callsite": ("ADS_MANAGER_L1_EDITOR_DYNAMIC_ADS_WITH_EXISTING_POST|PA_HUB_CATALOG_INGESTION_CREATOR_ASSET"),
    "reaction": "ANGRY|CARE|FIRE|HAHA|HUNDRED|LIKE|LOVE|NONE|PRIDE|SAD|THANKFUL|WOW",
}
CALLS: Mapping[tuple[str, str, str], str] = {
    ("Page", "GET", ""): "account_linking_token=text",
    ("Page", "GET", "feed"): "include_hidden=bool limit=count show_expired=bool with=LOCATION",
    ("Page", "GET", "posts"): "include_hidden=bool limit=count q=text show_expired=bool with=LOCATION",
    ("Page", "GET", "published_posts"): "include_hidden=bool limit=count show_expired=bool with=LOCATION",
    ("Page", "GET", "visitor_posts"): "include_hidden=bool limit=count show_expired=bool with=LOCATION",
    ("Page", "GET", "tagged"): "",
    ("Page", "GET", "ads_posts"): "exclude_dynamic_ads=bool include_inline_create=bool since=time until=time",
    ("Page", "GET", "ratings"): "",
    ("Page", "GET", "blocked"): "uid=int user=int",
    ("Page", "GET", "conversations"): """
        folder=text platform=INSTAGRAM|MESSENGER tags=list:text updated_after_ms=count updated_before_ms=count
        user_id=text
    """,
    ("Page", "POST", "feed"): """
        actions=any album_id=text android_key_hash=text application_id=text asked_fun_fact_prompt_id=count
        asset3d_id=text associated_id=text attach_place_suggestion=bool attached_media=list:any
        audience_exp=bool backdated_time=time backdated_time_granularity=day|hour|min|month|none|year
        breaking_news=bool breaking_news_expiration=count call_to_action=any caption=text
        child_attachments=list:any client_mutation_id=text composer_entry_picker=text composer_entry_point=text
        composer_entry_time=count composer_session_events_log=text composer_session_id=text
        composer_source_surface=text composer_type=text connection_class=text content_attachment=text
        coordinates=any cta_link=text cta_type=text description=text direct_share_status=count
        enforce_link_ownership=bool expanded_height=count expanded_width=count feed_targeting=any
        formatting=MARKDOWN|PLAINTEXT fun_fact_prompt_id=text fun_fact_toastee_id=count height=count
        home_checkin_city_id=any image_crops=map implicit_with_tags=list:int instant_game_entry_point_data=text
        ios_bundle_id=text is_backout_draft=bool is_boost_intended=bool is_explicit_location=bool
        is_explicit_share=bool is_group_linking_post=bool is_photo_container=bool link=text
        location_source_id=text manual_privacy=bool message=text multi_share_end_card=bool
        multi_share_optimized=bool name=text nectar_module=text object_attachment=text og_action_type_id=text
        og_hide_object_attachment=bool og_icon_id=text og_object_id=text og_phrase=text
        og_set_profile_badge=bool og_suggestion_mechanism=text page_recommendation=text picture=text place=any
        place_attachment_setting=1|2 place_list=text place_list_data=list:any
        post_surfaces_blacklist=list:1|2|3|4|5 posting_to_redspace=disabled|enabled privacy=text prompt_id=text
        prompt_tracking_string=text properties=any proxied_app_id=text publish_event_id=count published=bool
        quote=text ref=list:text referenceable_image_ids=list:text referral_id=text scheduled_publish_time=time
        source=text sponsor_id=text sponsor_relationship=count suggested_place_id=any tags=list:int
        target_surface=STORY|TIMELINE targeting=any text_format_metadata=text text_format_preset_id=text
        text_only_place=text thumbnail=file time_since_original_post=count title=text tracking_info=text
        unpublished_content_type=unpublished_type
        user_selected_tags=bool video_start_time_ms=count viewer_coordinates=any width=count
    """,
    ("Page", "POST", "blocked"): "asid=list:text psid=list:int uid=list:text user=list:text",
    ("Page", "POST", "messages"): """
        folder=PARTNERSHIP message=any messaging_type=MESSAGE_TAG|RESPONSE|UPDATE|UTILITY
        notification_type=NO_PUSH|REGULAR|SILENT_PUSH payload=text persona_id=text recipient!=any reply_to=any
        sender_action=MARK_SEEN|REACT|TYPING_OFF|TYPING_ON|UNREACT suggestion_action=ACCEPT|DISMISS|IMPRESSION
        tag=any thread_control=any
    """,
    ("Page", "POST", "moderate_conversations"): """
        actions!=list:BAN_USER|BLOCK_USER|MOVE_TO_SPAM|UNBAN_USER|UNBLOCK_USER user_ids!=list:map
    """,
    ("Page", "DELETE", "blocked"): "asid=text psid=int uid=int user=int",
    ("PagePost", "GET", ""): "primary_fb_page_id=text primary_ig_user_id=text",
    ("PagePost", "GET", "comments"): """
        filter=stream|toplevel live_filter=filter_low_quality|no_filter
        order=chronological|reverse_chronological since=time
    """,
    ("PagePost", "GET", "reactions"): "type=reaction",
    ("PagePost", "GET", "likes"): "",
    ("PagePost", "POST", ""): """
        attached_media=list:any backdated_time=time backdated_time_granularity=day|hour|min|month|none|year
        composer_session_id=text direct_share_status=count explicitly_added_mentionee_ids=list:count
        feed_story_visibility=hidden|visible is_explicit_location=bool is_hidden=bool is_pinned=bool
        is_published=bool message=text og_action_type_id=text og_hide_object_attachment=bool og_icon_id=text
        og_object_id=text og_phrase=text og_set_profile_badge=bool og_suggestion_mechanism=text place=any
        privacy=text product_item=any scheduled_publish_time=count should_sync_product_edit=bool
        source_type=text sponsor_id=text sponsor_relationship=count tags=list:int text_format_preset_id=text
        timeline_visibility=forced_allow|hidden|normal tracking=text
    """,
    ("PagePost", "POST", "comments"): """
        attachment_id=text attachment_share_url=text attachment_url=text comment=text
        comment_privacy_value=comment_privacy
        feedback_source=text message=text nectar_module=text parent_comment_id=any post_id=text tracking=text
    """,
    ("PagePost", "POST", "likes"): "attribution_id_v2=text feedback_source=text nectar_module=text tracking=text",
    ("PagePost", "DELETE", ""): "",
    ("PagePost", "DELETE", "likes"): "attribution_id_v2=text nectar_module=text tracking=text",
    ("Comment", "GET", ""): "",
    ("Comment", "GET", "comments"): """
        filter=stream|toplevel live_filter=filter_low_quality|no_filter
        order=chronological|reverse_chronological since=time
    """,
    ("Comment", "GET", "reactions"): "type=reaction",
    ("Comment", "GET", "likes"): "",
    ("Comment", "POST", ""): """
        attachment_id=text attachment_share_url=text attachment_url=text is_hidden=bool message=text
    """,
    ("Comment", "POST", "comments"): """
        attachment_id=text attachment_share_url=text attachment_url=text
        comment_privacy_value=comment_privacy
        facepile_mentioned_ids=list:text feedback_source=text is_offline=bool message=text nectar_module=text
        object_id=text parent_comment_id=any text=text tracking=text
    """,
    ("Comment", "POST", "likes"): "attribution_id_v2=text feedback_source=text nectar_module=text tracking=text",
    ("Comment", "DELETE", ""): "",
    ("Comment", "DELETE", "likes"): "attribution_id_v2=text feedback_source=text nectar_module=text tracking=text",
    ("IGUser", "GET", ""): "adgroup_id=text",
    ("IGUser", "GET", "media"): "since=time until=time",
    ("IGUser", "GET", "tags"): "media_type=text posted_after=text posted_before=text",
    ("IGUser", "GET", "live_media"): "since=time until=time",
    ("IGUser", "GET", "stories"): "",
    ("IGUser", "GET", "conversations"): """
        folder=text platform=INSTAGRAM|MESSENGER tags=list:text updated_after_ms=count updated_before_ms=count
        user_id=text
    """,
    ("IGUser", "POST", "mentions"): "comment_id=text media_id!=text message!=text",
    ("IGUser", "POST", "moderate_conversations"): """
        actions!=list:BLOCK_USER|MOVE_TO_SPAM|UNBLOCK_USER user_ids!=list:map
    """,
    ("IGMedia", "GET", ""): """
        ad_account_id=count
        boostable_media_callsite=callsite
        business_id=text primary_fb_page_id=text primary_ig_user_id=text secondary_fb_page_id=text
        secondary_ig_user_id=text
    """,
    ("IGMedia", "GET", "comments"): "",
    ("IGMedia", "POST", ""): "comment_enabled!=bool status=ENDED|STARTED",
    ("IGMedia", "POST", "comments"): "ad_id=text message=text",
    ("IGMedia", "DELETE", ""): "",
    ("IGComment", "GET", ""): "",
    ("IGComment", "GET", "replies"): "",
    ("IGComment", "POST", ""): "ad_id=text hide!=bool",
    ("IGComment", "POST", "replies"): "message=text",
    ("IGComment", "DELETE", ""): "ad_id=text",
    ("UnifiedThread", "GET", ""): "",
    ("UnifiedThread", "GET", "messages"): "source=ALL|PARTICIPANTS",
    ("User", "GET", ""): "",
    ("User", "GET", "accounts"): "ad_id=text is_place=bool is_promotable=bool",
    ("User", "GET", "permissions"): "permission=text status=declined|expired|granted",
}
